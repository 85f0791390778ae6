import { Client } from 'pg';
import { ask } from '../support/api-client.js';
import { at, dayAhead } from '../support/dates.js';
import { describeTimes, DRILL_TIMEOUT_MS, figure, isFull, sized } from '../support/drill.js';
import { ProcessWorld } from '../support/process-world.js';
import { Seed } from '../support/seed.js';

const CLIENTS = 200;
const ROUNDS = sized(3, 20);
const LONGEST_WAIT_MS = 2_000;
/** On a machine that is busy with something else, this many times what as many plain reads take there. */
const TIMES_A_READ = 6;

interface Outcome {
  status: number;
  resources: string[];
  code: string | undefined;
  ms: number;
}

/** D1: two API processes, one database, everybody wants the same. */
describe('D1 no double booking', () => {
  let world: ProcessWorld;
  let token: string;

  beforeAll(async () => {
    world = await ProcessWorld.open({ apis: 2 });
    token = await world.signIn('admin');
  }, DRILL_TIMEOUT_MS);

  afterAll(() => world.close(), DRILL_TIMEOUT_MS);

  async function book(client: number, body: object): Promise<Outcome> {
    const { status, body: answer, ms } = await ask(world.url(client), '/appointments', { token, body });
    return { status, code: answer.code, resources: Object.keys(answer.errors ?? {}), ms };
  }

  async function readAtOnce(): Promise<number> {
    const reads = clients.map((client) => ask(world.url(client), '/topics', { token }));
    return Math.max(...(await Promise.all(reads)).map(({ ms }) => ms));
  }

  async function report(name: string, outcomes: readonly Outcome[]): Promise<void> {
    const won = outcomes.filter(({ status }) => status === 201).length;
    const times = describeTimes(outcomes.map(({ ms }) => ms));
    const slowestRead = await readAtOnce();
    const compared = `200 plain reads at once: slowest ${Math.round(slowestRead)} ms`;
    figure('D1', `${name}: ${outcomes.length} requests, ${won} booked, ${times} (${compared})`);
    const patience = Math.max(LONGEST_WAIT_MS, TIMES_A_READ * slowestRead);
    if (isFull) expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(patience);
  }

  function expectOnlyConflicts(outcomes: readonly Outcome[], resource: string): void {
    const lost = outcomes.filter(({ status }) => status !== 201);
    expect(lost.every(({ status, code }) => status === 409 && code === 'booking_conflict')).toBe(true);
    expect(lost.every(({ resources }) => resources.includes(resource))).toBe(true);
  }

  async function overlaps(): Promise<number> {
    const found = await world.db.query<{ n: string }>(
      `SELECT count(*) AS n FROM appointment a JOIN appointment b ON a.id < b.id
         AND (a.provider_id = b.provider_id OR a.patient_id = b.patient_id)
         AND tstzrange(a.start_time, a.end_time) && tstzrange(b.start_time, b.end_time)
       WHERE a.status = 'scheduled' AND b.status = 'scheduled'`,
    );
    return Number(found.rows[0]?.n);
  }

  const clients = Array.from({ length: CLIENTS }, (_, client) => client);
  const day = (round: number): string => dayAhead(round);

  it(
    'sells one slot once to 200 clients',
    async () => {
      const [provider] = await world.seed.providers(1);
      const patients = await world.seed.patients(CLIENTS);
      const all: Outcome[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const body = { provider_id: provider, start_time: `${day(round)}T09:00:00Z`, duration_minutes: 30 };
        const outcomes = await Promise.all(
          clients.map((client) => book(client, { ...body, patient_id: patients[client] })),
        );
        expect(outcomes.filter(({ status }) => status === 201)).toHaveLength(1);
        expectOnlyConflicts(outcomes, 'provider');
        all.push(...outcomes);
      }
      await report('one slot, 200 clients', all);
      expect(await overlaps()).toBe(0);
    },
    DRILL_TIMEOUT_MS,
  );

  it(
    'keeps 200 different overlapping windows over 4 resources apart, without a deadlock',
    async () => {
      const providers = await world.seed.providers(4);
      const patients = await world.seed.patients(CLIENTS);
      const all: Outcome[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const outcomes = await Promise.all(
          clients.map((client) => {
            const start = new Date(`${day(round)}T12:00:00Z`).getTime() + (client % 50) * 3 * 60_000;
            const window = {
              start_time: new Date(start).toISOString(),
              duration_minutes: 20 + (client % 7) * 5,
            };
            return book(client, {
              provider_id: providers[client % 4],
              patient_id: patients[client],
              ...window,
            });
          }),
        );
        expect(outcomes.some(({ status }) => status === 201)).toBe(true);
        expectOnlyConflicts(outcomes, 'provider');
        all.push(...outcomes);
      }
      await report('overlapping windows, 4 resources', all);
      expect(await overlaps()).toBe(0);
    },
    DRILL_TIMEOUT_MS,
  );

  it(
    'lets one patient be at one of 50 providers',
    async () => {
      const providers = await world.seed.providers(50);
      const [patient] = await world.seed.patients(1);
      const body = { patient_id: patient, start_time: at('09:00', dayAhead(40)), duration_minutes: 30 };
      const outcomes = await Promise.all(
        providers.map((provider, client) => book(client, { ...body, provider_id: provider })),
      );
      expect(outcomes.filter(({ status }) => status === 201)).toHaveLength(1);
      expectOnlyConflicts(outcomes, 'patient');
      await report('one patient, 50 providers', outcomes);
    },
    DRILL_TIMEOUT_MS,
  );

  it(
    'fills a facility of capacity 5 with exactly 5',
    async () => {
      const facility = await world.seed.facility(5);
      const providers = await world.seed.providers(CLIENTS);
      const patients = await world.seed.patients(CLIENTS);
      const body = { facility_id: facility, start_time: at('09:00', dayAhead(41)), duration_minutes: 30 };
      const outcomes = await Promise.all(
        clients.map((client) =>
          book(client, { ...body, provider_id: providers[client], patient_id: patients[client] }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 201)).toHaveLength(5);
      expectOnlyConflicts(outcomes, 'facility');
      await report('capacity 5, 200 clients', outcomes);
    },
    DRILL_TIMEOUT_MS,
  );

  it(
    'obeys the same law as straight SQL beside it',
    async () => {
      const [provider = ''] = await world.seed.providers(1);
      const patients = await world.seed.patients(40);
      const start = at('09:00', dayAhead(42));
      const byHand = await Promise.all(Array.from({ length: 20 }, () => connect()));
      const scripts = Array.from({ length: 20 }, async (_, n): Promise<'booked' | 'refused'> => {
        const script = new Seed(byHand[n] ?? world.db);
        Object.assign(script, { organizationId: world.seed.organizationId });
        try {
          await script.book({ patient: patients[n] ?? '', provider, start });
          return 'booked';
        } catch (error) {
          expect(error).toMatchObject({ code: '23P01' });
          return 'refused';
        }
      });
      const requests = Array.from({ length: 20 }, (_, n) =>
        book(n, {
          provider_id: provider,
          patient_id: patients[20 + n],
          start_time: start,
          duration_minutes: 30,
        }),
      );
      const [written, outcomes] = await Promise.all([Promise.all(scripts), Promise.all(requests)]);
      const won =
        written.filter((result) => result === 'booked').length +
        outcomes.filter(({ status }) => status === 201).length;
      expect(won).toBe(1);
      expectOnlyConflicts(outcomes, 'provider');
      await Promise.all(byHand.map((client) => client.end()));
      await report('the API beside SQL', outcomes);
    },
    DRILL_TIMEOUT_MS,
  );

  async function connect(): Promise<Client> {
    const client = new Client({ connectionString: world.databaseUrl });
    await client.connect();
    return client;
  }
});
