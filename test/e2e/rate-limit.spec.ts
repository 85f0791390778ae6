import { ask } from '../support/api-client.js';
import { freePort } from '../support/api-process.js';
import { OwnRedis } from '../support/own-redis.js';
import { ProcessWorld } from '../support/process-world.js';
import { eventually } from '../support/worker-world.js';

const LIMIT = 20;
/** Windows end with the minute of the clock: a test begins where enough of it is left. */
const ROOM_SECONDS = 20;

describe('RATE_LIMIT_PER_MINUTE', () => {
  let redis: OwnRedis;
  let world: ProcessWorld;

  beforeAll(async () => {
    redis = new OwnRedis(await freePort());
    await redis.start();
    const env = { REDIS_URL: redis.url, RATE_LIMIT_PER_MINUTE: String(LIMIT) };
    world = await ProcessWorld.open({ apis: 2, env });
  });

  afterAll(async () => {
    await world.close();
    await redis.kill();
  });

  beforeEach(async () => {
    const left = 60 - new Date().getSeconds();
    if (left < ROOM_SECONDS) await new Promise((done) => setTimeout(done, left * 1_000));
  }, 40_000);

  const me = (token: string, api = 0) => ask(world.url(api), '/auth/me', { token });
  const statuses = async (count: number, work: () => Promise<{ status: number }>): Promise<number[]> => {
    const seen: number[] = [];
    for (let n = 0; n < count; n++) seen.push((await work()).status);
    return seen;
  };

  it('lets one user ask so often, and says when they may again', async () => {
    const [token, other] = [await world.signIn('staff'), await world.signIn('staff')];
    const first = await me(token);
    expect(first.headers.get('ratelimit-limit')).toBe(String(LIMIT));
    expect(first.headers.get('ratelimit-remaining')).toBe(String(LIMIT - 1));
    expect(await statuses(LIMIT - 1, () => me(token))).toEqual(Array(LIMIT - 1).fill(200));
    const refused = await me(token);
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests']);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.headers.get('retry-after')).toBe(refused.headers.get('ratelimit-reset'));
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await me(other)).status).toBe(200);
  });

  it('is one limit for all processes', async () => {
    const token = await world.signIn('staff');
    expect(await statuses(LIMIT, () => me(token, 0))).toEqual(Array(LIMIT).fill(200));
    await eventually(async () => expect((await me(token, 1)).status).toBe(429));
  });

  it('counts those who are not signed in by their address, which Redis is not told', async () => {
    const refresh = () => ask(world.url(1), '/auth/refresh', { body: { refresh_token: 'x'.repeat(43) } });
    const unknown = () => ask(world.url(1), '/there-is-no-such-route');
    const [first, second] = [await unknown(), await unknown()];
    expect([first.status, second.status]).toEqual([404, 404]);
    const left = [first, second].map(({ headers }) => Number(headers.get('ratelimit-remaining')));
    expect(left[1]).toBe(left[0]! - 1);
    const seen = await statuses(LIMIT + 1, refresh);
    expect(seen.slice(0, 3)).toEqual([401, 401, 401]);
    expect(seen.at(-1)).toBe(429);
    expect((await me('a.b.c', 1)).status).toBe(429);
    await eventually(async () => expect(await redis.dump()).toContain('kept:rate'));
    expect(await redis.dump()).not.toContain('127.0.0.1');
  });

  it('counts what is no route apart: a mistyped path keeps nobody behind its address from signing in', async () => {
    const { url } = await world.oneMore({ RATE_LIMIT_PER_MINUTE: String(LIMIT), REDIS_URL: '' });
    const refresh = () => ask(url, '/auth/refresh', { body: { refresh_token: 'x'.repeat(43) } });
    const seen = await statuses(LIMIT + 1, () => ask(url, '/there-is-no-such-route'));
    expect(seen).toEqual([...Array<number>(LIMIT).fill(404), 429]);
    expect((await refresh()).status).toBe(401);
  });

  it('is not for those who ask whether it lives', async () => {
    for (const path of ['/health/live', '/health/ready'])
      expect(await statuses(LIMIT * 2, () => ask(world.url(), path))).toEqual(Array(LIMIT * 2).fill(200));
  });

  it('stays, for each process alone, while Redis is away, and refuses nobody because of it', async () => {
    const { url } = await world.oneMore({ RATE_LIMIT_PER_MINUTE: String(LIMIT) });
    const token = await world.signIn('staff', url);
    await redis.kill();
    const own = () => ask(url, '/auth/me', { token });
    expect(await statuses(LIMIT, own)).toEqual(Array(LIMIT).fill(200));
    expect((await own()).status).toBe(429);
    await redis.start();
    await eventually(async () => expect(await redis.dump()).toContain('kept:rate'));
  });
});
