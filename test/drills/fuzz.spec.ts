import { DRILL_TIMEOUT_MS, figure, sized } from '../support/drill.js';
import type { HttpClient } from '../support/http-client.js';
import { type ApiOperation, readOpenApi } from '../support/openapi.js';
import { World } from '../support/world.js';
import { Judge } from './fuzz/judge.js';
import { Random } from './fuzz/random.js';
import { type FuzzRequest, Requests, TEMPERS } from './fuzz/requests.js';
import type { Known } from './fuzz/values.js';
import { type Role, ROLES } from '../../src/domain/roles.js';

const REQUESTS = sized(2_000, 12_000);
/** `npm test` says the same each time; the full drill looks elsewhere each time. */
const SEED = Number(process.env['FUZZ_SEED'] ?? sized(1, Date.now() % 2 ** 31));
const REMEMBERED = 40;
/** By then much is deleted, called off and shut out. */
const SETTLED_EVERY = 400;
const NAMES = { first_name: 'Amina', last_name: 'Otieno' };
/** A password hash for each of them would be most of the drill's time. */
const COSTLY = ['register', 'signIn', 'changePassword', 'resetPassword'];

type Who = Role | 'nobody';

/** D11: whatever is sent, the answer is a documented one, and never a fault of ours. */
describe('D11 no 5xx', () => {
  let world: World;
  let operations: ApiOperation[];
  let requests: Requests;
  let judge: Judge;
  const random = new Random(SEED);
  const known: Known = { ids: {}, parents: {}, texts: {}, cursors: [], keys: [] };
  const tokens = new Map<Who, string>();
  const statuses = new Map<number, number>();
  /** Operations that were asked well enough to do what they are for. */
  const served = new Set<string>();

  beforeAll(async () => {
    world = await World.open();
    const said = await readOpenApi(world);
    operations = said.operations;
    requests = new Requests(said.document, random, known);
    judge = new Judge(said.document);
  }, DRILL_TIMEOUT_MS);

  afterAll(async () => {
    await world.close();
    const counted = [...statuses].sort(([a], [b]) => a - b).map(([status, n]) => `${status}: ${n}`);
    const unserved = operations.map(({ id }) => id).filter((id) => !served.has(id));
    figure(
      'D11',
      `${REQUESTS} requests, ${operations.length} operations, seed ${SEED}: ${counted.join(', ')}`,
    );
    figure('D11', `never asked so well that they were served: ${unserved.join(', ') || 'none'}`);
  });

  /** Something to find, to book, to confirm and to send again. */
  async function settle(): Promise<void> {
    const { manager } = world.database;
    await manager.query(
      `UPDATE organization SET max_active_admins = 1000, booking_horizon_days = 3650, minimum_notice_minutes = 0,
         slot_interval_minutes = NULL, provider_daily_limit = NULL, patient_daily_limit = NULL`,
    );
    for (const kind of ['patient', 'provider', 'appointment']) known.ids[kind] = [];
    for (const role of ROLES) await signIn(role);
    for (let n = 0; n < 5; n++) {
      await send(withPayload('createProvider', { ...NAMES, kind: 'doctor' }), 'admin');
      await send(withPayload('createPatient', NAMES), 'admin');
    }
    for (const id of ['createFacility', 'createTopic', 'bookAppointment'])
      for (let n = 0; n < 20; n++) await send(requests.make(operationOf(id), 'valid'), 'admin');
    await manager.query(
      `UPDATE appointment SET status = 'pending' WHERE id IN (SELECT id FROM appointment WHERE status = 'scheduled' ORDER BY id DESC LIMIT 5)`,
    );
    const made = await manager.query<{ id: string }[]>(
      `INSERT INTO notification (id, organization_id, event_id, appointment_id, event, recipient, recipient_id, channel, status)
       SELECT gen_random_uuid(), organization_id, id, subject_id, 'created', 'patient', (after ->> 'patient_id')::uuid, 'email', 'failed'
       FROM event WHERE type = 'appointment.created' ON CONFLICT DO NOTHING RETURNING id`,
    );
    for (const { id } of made) remember('notification', id);
    for (const kind of ['appointment', 'notification'])
      expect(known.ids[kind]?.length ?? 0).toBeGreaterThan(0);
  }

  function withPayload(id: string, body: object): FuzzRequest {
    const request = requests.make(operationOf(id), 'valid');
    return { ...request, payload: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  }

  async function signIn(role: Role): Promise<void> {
    const person = await world.signIn(role);
    const { patient_id, provider_id, id } = person.me as Record<string, string | null>;
    for (const [kind, found] of Object.entries({ patient: patient_id, provider: provider_id, user: id }))
      if (found) remember(kind, found);
    (known.texts['identifier'] ??= []).push(String(person.me.email));
    tokens.set(role, tokenOf(person));
  }

  function remember(kind: string, id: string): void {
    const ids = (known.ids[kind] ??= []);
    if (ids.length < REMEMBERED) ids.push(id);
    else ids[random.whole(0, REMEMBERED - 1)] = id;
  }

  it(
    `answers ${REQUESTS} requests as documented (seed ${SEED})`,
    async () => {
      const complaints = new Map<string, string>();
      for (let n = 0; n < REQUESTS; n++) {
        if (n % SETTLED_EVERY === 0) await settle();
        const request = requests.make(pickOperation(), random.pick(TEMPERS));
        const who = random.chance(0.5) ? 'admin' : random.pick<Who>([...ROLES, 'nobody']);
        const complaint = await send(request, who);
        if (complaint) complaints.set(`${request.operation.id}: ${complaint}`, describeRequest(request, who));
      }
      expect([...complaints].map((pair) => pair.join('\n')).join('\n\n')).toBe('');
    },
    DRILL_TIMEOUT_MS,
  );

  function operationOf(id: string): ApiOperation {
    const operation = operations.find((each) => each.id === id);
    if (!operation) throw new Error(`${id} is not offered`);
    return operation;
  }

  function pickOperation(): ApiOperation {
    const operation = random.pick(operations);
    return COSTLY.includes(operation.id) && random.chance(0.7) ? pickOperation() : operation;
  }

  async function send(request: FuzzRequest, who: Who): Promise<string | null> {
    const token = tokens.get(who);
    const response = await world.app.inject({
      method: request.method as 'GET',
      url: request.url,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...request.headers },
      ...(request.payload !== undefined && { payload: request.payload }),
    });
    const { statusCode: status, body: text } = response;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const contentType = String(response.headers['content-type'] ?? '');
    if (status < 300) served.add(request.operation.id);
    learn(request, status, text);
    // Somebody signed out, was deactivated or has another password now: somebody else takes over.
    if (status === 401 && who !== 'nobody' && !('authorization' in request.headers)) await signIn(who);
    return judge.complaint(request.operation, { status, contentType, text });
  }

  function learn({ operation, url }: FuzzRequest, status: number, text: string): void {
    if (status !== 200 && status !== 201) return;
    const body = JSON.parse(text) as Learnt;
    const kind = kindIn(operation.path);
    if (status === 201 && body.id !== undefined) {
      remember(kind, body.id);
      const parent = /\/([\da-f-]{36})\//.exec(url)?.[1];
      if (parent !== undefined) known.parents[body.id] = parent;
    }
    for (const { id } of body.results ?? []) if (id !== undefined) remember(kind, id);
    if (body.refresh_token !== undefined) known.texts['refresh_token'] = [body.refresh_token];
    learnCursor(body);
  }

  function learnCursor({ next, previous }: Learnt): void {
    const cursor = /[?&]cursor=([\w-]+)/.exec(next ?? previous ?? '')?.[1];
    if (cursor === undefined) return;
    if (known.cursors.length >= REMEMBERED) known.cursors.shift();
    known.cursors.push(cursor);
  }
});

/** What a path makes: `/facilities/{id}/closures` a `closure`. */
function kindIn(path: string): string {
  const last = path.split('/').at(-1) ?? '';
  if (last === 'register') return 'user';
  return last.replace('-', '_').replace(/ies$/, 'y').replace(/s$/, '');
}

/** What of an answer is of use to later requests. */
interface Learnt {
  id?: string;
  refresh_token?: string;
  next?: string | null;
  previous?: string | null;
  results?: { id?: string }[];
}

function tokenOf(client: HttpClient): string {
  const { token } = client as unknown as { token: string | undefined };
  if (token === undefined) throw new Error('nobody signed in');
  return token;
}

function describeRequest({ method, url, headers, payload }: FuzzRequest, who: Who): string {
  const body = payload === undefined ? '' : `\n${payload.slice(0, 2_000)}`;
  return `as ${who}: ${method} ${url} ${JSON.stringify(headers)}${body}`;
}
