import { makeResetToken } from '../../src/identity/password-reset-token.js';
import { ask } from '../support/api-client.js';
import type { ApiProcess } from '../support/api-process.js';
import type { JsonBody } from '../support/http-client.js';
import { ProcessWorld } from '../support/process-world.js';

const OLD = 'the secret that everybody knows by now';
const NEW = 'the secret that nobody knows as yet....';
const DAY = '2031-01-06';

/** One database, and processes at every step of a rotation, as they stand side by side in a rolling restart. */
describe('a new JWT_SECRET', () => {
  let world: ProcessWorld;
  let oldOnly: ApiProcess;
  let prepared: ApiProcess;
  let rotating: ApiProcess;
  let newOnly: ApiProcess;

  beforeAll(async () => {
    world = await ProcessWorld.open({ env: { JWT_SECRET: OLD } });
    const started = (JWT_SECRET: string, previous: object = {}): Promise<ApiProcess> =>
      world.oneMore({ JWT_SECRET, ...previous });
    const [first] = world.apis;
    if (!first) throw new Error('no API');
    oldOnly = first;
    [prepared, rotating, newOnly] = await Promise.all([
      started(OLD, { JWT_SECRET_PREVIOUS: NEW }),
      started(NEW, { JWT_SECRET_PREVIOUS: OLD }),
      started(NEW),
    ]);
  });

  afterAll(() => world.close());

  const signIn = (api: ApiProcess): Promise<string> => world.signIn('staff', api.url);

  const get = async (api: ApiProcess, token: string, path = '/auth/me'): Promise<number> =>
    (await ask(api.url, path, { token })).status;

  it('signs out nobody: old tokens live on, new ones are signed anew, and work where both are known', async () => {
    const old = await signIn(oldOnly);
    const renewed = await signIn(rotating);
    const heard = async (token: string): Promise<number[]> =>
      Promise.all([oldOnly, prepared, rotating, newOnly].map((api) => get(api, token)));
    expect(await heard(old)).toEqual([200, 200, 200, 401]);
    expect(await heard(renewed)).toEqual([401, 200, 200, 200]);
    expect(await get(rotating, `${old.slice(0, -4)}AAAA`)).toBe(401);
    expect((await ask(rotating.url, '/auth/logout', { method: 'POST', token: old })).status).toBe(204);
    expect(await get(oldOnly, old)).toBe(401);
  });

  it('forgets no Idempotency-Key', async () => {
    const token = await signIn(oldOnly);
    const headers = { 'idempotency-key': 'a booking' };
    const [patient_id] = await world.seed.patients(1);
    const [provider_id] = await world.seed.providers(1);
    const body = { patient_id, provider_id, start_time: `${DAY}T10:00:00Z` };
    const book = (api: ApiProcess, more: object = {}) =>
      ask(api.url, '/appointments', { token, headers, body: { ...body, ...more } });
    const first = await book(oldOnly);
    expect(first.status).toBe(201);
    for (const api of [prepared, rotating]) {
      const again = await book(api);
      expect([again.body.id, again.headers.get('idempotency-replayed')]).toEqual([first.body.id, 'true']);
      expect((await book(api, { reason: 'another' })).status).toBe(422);
    }
  });

  it('honours the slots that were offered, until it is the only one', async () => {
    const token = await signIn(rotating);
    const old = await signIn(oldOnly);
    const [patient_id] = await world.seed.patients(1);
    const [provider_id = ''] = await world.seed.providers(1);
    await world.db.query(
      `INSERT INTO working_hours (id, organization_id, provider_id, facility_id, weekday, start_clock, end_clock)
       VALUES (gen_random_uuid(), $1, $2, $3, 1, '09:00', '11:00')`,
      [world.seed.organizationId, provider_id, await world.seed.facility(null)],
    );
    const [slot] = await offered(oldOnly, old, provider_id);
    const body = { patient_id, slot_id: slot.slot_id };
    const refused = await ask(newOnly.url, '/appointments', { token, body });
    expect([refused.status, Object.keys(refused.body.errors)]).toEqual([400, ['slot_id']]);
    expect((await ask(rotating.url, '/appointments', { token, body })).status).toBe(201);
  });

  it('lets the link that was sent set a password, until it is the only one', async () => {
    await signIn(oldOnly);
    const { rows } = await world.db.query<{ id: string; password_hash: string }>(
      'SELECT id, password_hash FROM user_account ORDER BY id DESC LIMIT 1',
    );
    const [user] = rows;
    if (!user) throw new Error('nobody');
    const token = makeResetToken(OLD, user, Date.now() + 60_000);
    const reset = async (api: ApiProcess): Promise<number> =>
      (await ask(api.url, '/auth/reset-password', { body: { token, new_password: 'another correct horse' } }))
        .status;
    expect(await reset(newOnly)).toBe(400);
    expect(await reset(rotating)).toBe(204);
  });

  async function offered(api: ApiProcess, token: string, providerId: string): Promise<JsonBody[]> {
    const query = new URLSearchParams({ provider_id: providerId, date_from: DAY, date_to: DAY });
    const { status, body } = await ask(api.url, `/appointments/availability?${query.toString()}`, { token });
    expect(status).toBe(200);
    return body.results;
  }
});
