import { ask, type ApiAnswer } from '../support/api-client.js';
import { holdLock } from '../support/hold-lock.js';
import { ProcessWorld } from '../support/process-world.js';
import { eventually } from '../support/worker-world.js';

/** Every connection is taken by requests that wait for a lock, as they would for a slow disk. */
describe('a process whose connections are taken', () => {
  let world: ProcessWorld;
  let tokens: string[];

  beforeAll(async () => {
    world = await ProcessWorld.open({ env: { DATABASE_POOL_SIZE: '2' } });
    tokens = await Promise.all(Array.from({ length: 3 }, () => world.signIn('staff')));
  });

  afterAll(() => world.close());

  const get = (path: string, token?: string): Promise<ApiAnswer> => ask(world.url(), path, { token });
  const lockFacilities = () => holdLock(world.databaseUrl, 'LOCK TABLE facility IN ACCESS EXCLUSIVE MODE');
  const ready = () => get('/health/ready');

  it('keeps a share for everybody else while one user takes all they can', async () => {
    const release = await lockFacilities();
    const waiting = Array.from({ length: 20 }, () => get('/facilities', tokens[0]));
    await eventually(async () => expect(await lockWaits()).toBe(1));
    for (let n = 0; n < 5; n++) expect((await get('/topics', tokens[1])).status).toBe(200);
    await eventually(async () => expect((await ready()).body.status).toBe('ok'));
    await release();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array(20).fill(200));
  });

  it('takes nobody for somebody else whose turn came before', async () => {
    const admin = await world.signIn('admin');
    const names = Array.from({ length: 20 }, (_, n) => `Topic ${n}`);
    const make = (name: string) =>
      ask(world.url(), '/topics', {
        token: admin,
        body: { name, duration_minutes: 15 },
        headers: { 'x-request-id': `asks-for-${name.replace(' ', '-')}` },
      });
    await Promise.all(names.map(make));
    const { rows } = await world.db.query<{ name: string; request_id: string }>(
      `SELECT after ->> 'name' AS name, request_id FROM event WHERE type = 'topic.created'`,
    );
    expect(rows).toHaveLength(names.length);
    for (const { name, request_id } of rows) expect(request_id).toBe(`asks-for-${name.replace(' ', '-')}`);
  });

  it('answers 503 with Retry-After instead of hanging, says so, and heals by itself', async () => {
    const release = await lockFacilities();
    const waiting = [get('/facilities', tokens[0]), get('/facilities', tokens[1])];
    await eventually(async () => expect(await lockWaits()).toBe(2));
    await eventually(async () => {
      const { status, body, headers } = await ready();
      expect([status, body.status, body.checks.database]).toEqual([503, 'unavailable', 'busy']);
      expect(headers.get('retry-after')).toBe('2');
    });
    const refused = await get('/topics', tokens[2]);
    expect([refused.status, refused.body.code]).toEqual([503, 'service_unavailable']);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect((await get('/health/live')).status).toBe(200);
    await release();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await get('/topics', tokens[2])).status).toBe(200);
    await eventually(async () => expect((await ready()).status).toBe(200));
  });

  it('gives up on a lock that does not come, and has the connection back', async () => {
    const release = await lockFacilities();
    const { status, headers } = await get('/facilities', tokens[0]);
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect((await get('/topics', tokens[0])).status).toBe(200);
    await release();
  });

  async function lockWaits(): Promise<number> {
    const found = await world.db.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return found.rowCount ?? 0;
  }
});
