import type { ChildProcess } from 'node:child_process';
import { ask } from '../support/api-client.js';
import { freePort, startProcess, stopProcess } from '../support/api-process.js';
import { at, dayAhead } from '../support/dates.js';
import { describeTimes, DRILL_TIMEOUT_MS, figure, pause, sized } from '../support/drill.js';
import { OwnRedis } from '../support/own-redis.js';
import { ProcessWorld } from '../support/process-world.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { eventually } from '../support/worker-world.js';

const CLIENTS = 4;
/** Twenty bookings in a second, all clients together: a busy region, and four times as many messages. */
const PAUSE_MS = 200;
const OUTAGE_MS = sized(3_000, 60_000);
const QUIET_MS = sized(1_000, 15_000);
/** What a provider may hear of in an hour is capped; this stays below. */
const VISITS_OF_A_PROVIDER = 40;
const BACKLOG_PATIENCE_SECONDS = 60;

interface Booking {
  id: string;
  ms: number;
}

/** D4: Redis goes away under booking load, dead or deaf, and comes back. */
describe('D4 Redis may die', () => {
  let redis: OwnRedis;
  let sink: SmtpSink;
  let world: ProcessWorld;
  let workers: ChildProcess[];
  let token: string;
  let days = 0;

  beforeAll(async () => {
    redis = new OwnRedis(await freePort());
    await redis.start();
    sink = await SmtpSink.open(await freePort());
    const env = { REDIS_URL: redis.url, LOG_LEVEL: 'fatal', SMTP_URL: sink.url, SMS_PER_SECOND: '0' };
    world = await ProcessWorld.open({ env });
    await world.db.query(`UPDATE organization SET quiet_hours = NULL`);
    workers = [startProcess('worker', world.env), startProcess('worker', world.env)];
    token = await world.signIn('admin');
  }, DRILL_TIMEOUT_MS);

  afterAll(async () => {
    await world.close();
    await Promise.all(workers.map((worker) => stopProcess(worker)));
    await sink.close();
    await redis.kill();
  }, DRILL_TIMEOUT_MS);

  const readiness = async (): Promise<string> =>
    String((await ask(world.url(), '/health/ready', { timeoutMs: 5_000 })).body.status);

  /** Books one visit after the other, each for somebody else, until told to stop. Anything but a 201 ends the test. */
  function load(): { booked: Booking[]; stop: () => Promise<void> } {
    const booked: Booking[] = [];
    let isStopped = false;
    const firstDay = Date.parse(at('00:00', dayAhead(++days * 50)));
    const client = async (): Promise<void> => {
      let provider: string | undefined;
      for (let visit = 0; !isStopped; visit++) {
        if (visit % VISITS_OF_A_PROVIDER === 0) [provider] = await world.seed.providers(1);
        const [patient] = await world.seed.patients(1);
        const start_time = new Date(firstDay + visit * 30 * 60_000).toISOString();
        const body = { provider_id: provider, patient_id: patient, start_time };
        const answer = await ask(world.url(), '/appointments', { token, body, timeoutMs: 15_000 });
        expect(answer.status).toBe(201);
        booked.push({ id: String(answer.body.id), ms: answer.ms });
        await pause(PAUSE_MS);
      }
    };
    const clients = Promise.all(Array.from({ length: CLIENTS }, client));
    const stop = async (): Promise<void> => {
      isStopped = true;
      await clients;
    };
    return { booked, stop };
  }

  async function expectEachSentOnce(booked: readonly Booking[], mailsBefore: number): Promise<void> {
    await eventually(async () => {
      const { rows } = await world.db.query(
        `SELECT status, count(*)::int FROM notification WHERE appointment_id = ANY ($1) GROUP BY status`,
        [booked.map(({ id }) => id)],
      );
      expect(rows).toEqual([{ status: 'sent', count: booked.length * 4 }]);
    }, BACKLOG_PATIENCE_SECONDS);
    const mails = sink.received.slice(mailsBefore).map(({ messageId }) => messageId);
    expect(mails).toHaveLength(booked.length * 2);
    expect(new Set(mails).size).toBe(mails.length);
  }

  it.each([
    ['killed', () => redis.kill(), () => redis.start()],
    ['deaf', () => redis.freeze(), () => redis.thaw()],
  ] as const)(
    '%s: every booking is made, and every message sent, once',
    async (name, goAway, comeBack) => {
      const mailsBefore = sink.received.length;
      const { booked, stop } = load();
      await pause(QUIET_MS);
      const well = booked.length;
      await goAway();
      await pause(OUTAGE_MS);
      expect(await readiness()).toBe('degraded');
      const away = booked.length;
      await comeBack();
      const backAt = performance.now();
      await eventually(async () => expect(await readiness()).toBe('ok'));
      await pause(QUIET_MS);
      await stop();
      await expectEachSentOnce(booked, mailsBefore);
      const took = Math.round((performance.now() - backAt - QUIET_MS) / 1_000);
      const times = (of: readonly Booking[]) => describeTimes(of.map(({ ms }) => ms));
      figure(
        'D4',
        `Redis ${name} for ${OUTAGE_MS / 1_000} s: ${booked.length} of ${booked.length} bookings 201; well ${times(booked.slice(0, well))}; ` +
          `away ${times(booked.slice(well, away))}; ready said degraded; all ${booked.length * 4} messages sent once, the last ${took} s after it was back`,
      );
    },
    DRILL_TIMEOUT_MS,
  );
});
