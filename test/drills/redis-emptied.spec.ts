import { freePort } from '../support/api-process.js';
import { DRILL_TIMEOUT_MS, figure, pause, sized } from '../support/drill.js';
import { OwnRedis } from '../support/own-redis.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { eventually, WorkerWorld } from '../support/worker-world.js';

const BOOKINGS = sized(25, 125);
const MESSAGES = BOOKINGS * 4;
/** So that it takes a while, and there is something to lose. */
const SLOW_MS = 30;

/** D5: what is in Redis is only a hint. */
describe('D5 Redis is disposable', () => {
  let world: WorkerWorld;
  let sink: SmtpSink;
  let redis: OwnRedis;

  beforeAll(async () => {
    world = await WorkerWorld.open();
    sink = await SmtpSink.open(await freePort());
    redis = new OwnRedis(await freePort());
    await redis.start();
  }, DRILL_TIMEOUT_MS);

  afterAll(async () => {
    await world.close();
    await sink.close();
    await redis.kill();
  }, DRILL_TIMEOUT_MS);

  it(
    'emptied with messages queued: all are sent, once, by three workers',
    async () => {
      for (let n = 0; n < BOOKINGS; n++)
        await world.book(new Date(Date.UTC(2030, 0, 7, n)).toISOString().replace('.000', ''));
      sink.beforeYes = () => pause(SLOW_MS);
      const env = { REDIS_URL: redis.url, SMTP_URL: sink.url, SMS_PER_SECOND: '50' };
      for (let n = 0; n < 3; n++) world.startWorker(env);
      await eventually(() => expect(sink.received.length).toBeGreaterThan(3));
      expect(await redis.dump()).not.toMatch(/amina|sarah|otieno|2547/i);
      const before = await world.countOf('sent');
      await redis.empty();
      await eventually(async () => expect(await world.countOf('sent')).toBe(MESSAGES), 120);
      const ids = sink.received.map(({ messageId }) => messageId);
      expect(ids).toHaveLength(MESSAGES / 2);
      expect(new Set(ids).size).toBe(ids.length);
      figure(
        'D5',
        `FLUSHALL after ${before} of ${MESSAGES} messages, three workers: all ${MESSAGES} sent, once`,
      );
    },
    DRILL_TIMEOUT_MS,
  );
});
