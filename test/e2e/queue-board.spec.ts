import { setTimeout as pause } from 'node:timers/promises';
import type { Role } from '../../src/domain/roles.js';
import { freePort } from '../support/api-process.js';
import { OwnRedis } from '../support/own-redis.js';
import { ProcessWorld } from '../support/process-world.js';
import { eventually } from '../support/worker-world.js';

/** As test/support/sign-in.ts makes users. */
const PASSWORD = 'correct horse battery';

describe('the board of the queues', () => {
  let redis: OwnRedis;
  let world: ProcessWorld;
  /** An organization has two seats for admins. */
  let admin: { token: string; email: string };
  let other: { token: string; email: string };

  beforeAll(async () => {
    redis = new OwnRedis(await freePort());
    await redis.start();
    world = await ProcessWorld.open({ env: { REDIS_URL: redis.url, LOGIN_ATTEMPTS_PER_15_MINUTES: '3' } });
    admin = await someone('admin');
    other = await someone('admin');
  });

  afterAll(async () => {
    await world.close();
    await redis.kill();
  });

  const open = (headers: Record<string, string> = {}, path = '/queues', method = 'GET') =>
    fetch(`${world.url()}${path}`, { method, headers });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const basic = (email: string, password = PASSWORD) => ({
    authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`,
  });

  /** Somebody new, and how they sign in. */
  async function someone(role: Role): Promise<{ token: string; email: string }> {
    const token = await world.signIn(role);
    const { rows } = await world.db.query<{ email: string }>(
      `SELECT email FROM user_account ORDER BY created_at DESC, id DESC LIMIT 1`,
    );
    return { token, email: rows[0]?.email ?? '' };
  }

  function cookieOf(response: Response): string {
    return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  }

  it('asks nobody in particular who they are', async () => {
    for (const path of ['/queues', '/queues/', '/queues/api/queues', '/queues/static/js/main.js']) {
      const response = await open({}, path);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
    }
    for (const headers of [bearer('nonsense'), basic('nobody@example.org'), { cookie: 'kept_page=nonsense' }])
      expect((await open(headers)).status).toBe(401);
  });

  it.each(['patient', 'provider', 'staff'] as const)(
    'lets no %s in, and leaves them no session',
    async (role) => {
      const { token, email } = await someone(role);
      expect((await open(bearer(token))).status).toBe(403);
      expect((await open({ cookie: `kept_page=${token}` })).status).toBe(403);
      const refused = await open(basic(email));
      expect(refused.status).toBe(403);
      expect(refused.headers.get('set-cookie')).toBeNull();
      const living = await world.db.query(
        `SELECT FROM session s JOIN user_account u ON u.id = s.user_id WHERE u.email = $1 AND ended_at IS NULL`,
        [email],
      );
      expect(living.rowCount).toBe(1);
    },
  );

  it('lets an admin in by name and password, then by a cookie for it alone', async () => {
    const page = await open(basic(admin.email));
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.headers.get('set-cookie')).toMatch(
      /; Path=\/queues; Max-Age=900; HttpOnly; SameSite=Strict$/,
    );
    const script = /src="(static\/js\/main[^"]+)"/.exec(await page.text())?.[1] ?? '';
    const asset = await open({ cookie: cookieOf(page) }, `/queues/${script}`);
    expect(asset.status).toBe(200);
    expect(asset.headers.get('content-type')).toContain('javascript');
    expect(asset.headers.get('set-cookie')).toBeNull();
  });

  it('shows ids and nothing else, and changes nothing', async () => {
    const { token } = admin;
    const [patient] = await world.seed.patients(1);
    const [provider] = await world.seed.providers(1);
    const booked = await fetch(`${world.url()}/api/v1/appointments`, {
      method: 'POST',
      headers: { ...bearer(token), 'content-type': 'application/json' },
      body: JSON.stringify({
        patient_id: patient,
        provider_id: provider,
        start_time: '2031-01-06T10:00:00Z',
      }),
    });
    expect(booked.status).toBe(201);
    await eventually(async () => {
      const response = await open(bearer(token), '/queues/api/queues?activeQueue=plan&status=waiting');
      const { queues } = (await response.json()) as {
        queues: { name: string; readOnlyMode: boolean; jobs: { id: string; data: object }[] }[];
      };
      expect(queues.map(({ name, readOnlyMode }) => [name, readOnlyMode])).toEqual(
        ['plan', 'email', 'sms'].map((name) => [name, true]),
      );
      const jobs = queues[0]?.jobs ?? [];
      expect(jobs.map(({ data }) => data)).toEqual([{ ids: [jobs[0]?.id] }]);
    });
    expect(await redis.dump()).not.toMatch(/amina|sarah|otieno|2547/i);
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE'])
      expect((await open(bearer(token), '/queues/api/queues/plan/pause', method)).status).toBe(404);
  });

  it('shuts out at once who was signed out, deactivated, or is an admin no more', async () => {
    const change = (table: string, change: string, column: string) =>
      world.db.query(
        `UPDATE ${table} SET ${change} WHERE ${column} = (SELECT id FROM user_account WHERE email = $1)`,
        [other.email],
      );
    for (const [table, end, column, status] of [
      ['session', `ended_at = now(), end_reason = 'logout'`, 'user_id', 401],
      ['user_account', 'is_active = false', 'id', 401],
      ['user_account', `role = 'staff', is_active = true`, 'id', 403],
    ] as const) {
      await change('user_account', `role = 'admin', is_active = true`, 'id');
      const cookie = cookieOf(await open(basic(other.email)));
      expect((await open({ cookie })).status).toBe(200);
      await change(table, end, column);
      expect((await open({ cookie })).status).toBe(status);
    }
  });

  it('counts guesses as a sign-in does', async () => {
    const { email } = other;
    for (let n = 0; n < 3; n++) expect((await open(basic(email, `guess ${n}`))).status).toBe(401);
    const stopped = await open(basic(email));
    expect(stopped.status).toBe(429);
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('says so when Redis is away, or not there at all', async () => {
    const { token } = admin;
    await redis.kill();
    await pause(200);
    const away = await open(bearer(token));
    expect([away.status, await away.text()]).toEqual([503, expect.stringContaining('Redis does not answer')]);
    await redis.start();
    const without = await world.oneMore({ REDIS_URL: '' });
    const none = await fetch(`${without.url}/queues`, { headers: bearer(token) });
    expect([none.status, await none.text()]).toEqual([503, expect.stringContaining('REDIS_URL is not set')]);
    expect((await fetch(`${without.url}/queues`)).status).toBe(401);
  });
});
