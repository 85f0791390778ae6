import { Redis } from 'ioredis';
import { SharedCounts } from '../../src/platform/security/shared-counts.js';
import { freePort } from '../support/api-process.js';
import { OwnRedis } from '../support/own-redis.js';
import { eventually } from '../support/worker-world.js';

/** A window that does not end while the test runs. */
const NOW = Date.UTC(2026, 0, 15);
/** Long enough for several rounds to be told and not be answered. */
const STALLED_MS = 7_000;
const A_FEW_ROUNDS_MS = 3_000;

describe('counts shared through Redis', () => {
  let redis: OwnRedis;
  let client: Redis;
  let counts: SharedCounts;

  beforeEach(async () => {
    redis = new OwnRedis(await freePort());
    await redis.start();
    client = new Redis(redis.url);
    client.on('error', () => undefined);
    counts = new SharedCounts(redis.url, 'test');
  });

  afterEach(async () => {
    await redis.thaw();
    counts.close();
    client.disconnect();
    await redis.kill();
  });

  const add = (times: number): number | undefined =>
    Array.from({ length: times }, () => counts.add('joy', NOW)).at(-1);
  const told = async (): Promise<number> => Number(await client.get(`test:${NOW / 60_000}:joy`));
  const pass = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

  it('count nothing twice while Redis is slow to answer, else it would lock people out', async () => {
    add(1);
    await eventually(async () => expect(await told()).toBe(1));
    await redis.freeze();
    expect(add(9)).toBe(10);
    await pass(STALLED_MS);
    await redis.thaw();
    await pass(A_FEW_ROUNDS_MS);
    expect(await told()).toBe(10);
    expect(add(1)).toBe(11);
    await eventually(async () => expect(await told()).toBe(11));
  }, 30_000);
});
