import type { ChildProcess } from 'node:child_process';
import { Client } from 'pg';
import { freePort, stopProcess } from '../support/api-process.js';
import { DRILL_TIMEOUT_MS, figure, pause, sized } from '../support/drill.js';
import { redisUrl } from '../support/test-database.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { eventually, WorkerWorld } from '../support/worker-world.js';

const KILLS = sized(3, 50);
/** In full longer than Bull's lock (30 s) and than we wait for a mail server (40 s), and shorter than a claim (60 s). */
const BLOCKED_MS = sized(2_000, 50_000);
const BOOKINGS = sized(10, 125);

/** D7: workers are killed, stand still, and are several. */
describe('D7 messages', () => {
  let world: WorkerWorld;
  let sink: SmtpSink;

  beforeEach(async () => {
    world = await WorkerWorld.open();
    sink = await SmtpSink.open(await freePort());
  });

  afterEach(async () => {
    await world.close();
    await sink.close();
  });

  const startWorker = (env: Record<string, string> = {}): ChildProcess =>
    world.startWorker({ SMTP_URL: sink.url, SMS_PER_SECOND: '0', ...env });

  /** An email to the provider alone. */
  async function bookQuietly(n: number): Promise<void> {
    await world.book(new Date(Date.UTC(2030, 0, 7, n)).toISOString().replace('.000', ''));
    await world.db.query(`UPDATE patient SET email = NULL, phone_number = NULL`);
    await world.db.query(`UPDATE provider SET phone_number = NULL`);
  }

  const countByMessage = (): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { messageId } of sink.received) counts.set(messageId, (counts.get(messageId) ?? 0) + 1);
    return counts;
  };

  /** Once the next message is here: takes its row, so that our mark cannot be made, and lets the server say yes. */
  function holdTheMark(holder: Client): Promise<void> {
    return new Promise((held) => {
      sink.beforeYes = async () => {
        await holder.query(`BEGIN; SELECT FROM notification WHERE claimed_until IS NOT NULL FOR UPDATE`);
        held();
      };
    });
  }

  async function markIsWaiting(): Promise<void> {
    await eventually(async () => {
      const { rowCount } = await world.db.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rowCount).toBeGreaterThan(0);
    });
  }

  /** The server would make the mark of the dead all the same, once it gets the row. */
  async function dropTheMark(): Promise<void> {
    await world.db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
  }

  it(
    'killed (-9) between the yes of the mail server and our mark: none lost, one repeat per kill at most, under the same Message-ID',
    async () => {
      const holder = new Client({ connectionString: world.database.url });
      await holder.connect();
      let worker = startWorker();
      for (let n = 0; n < KILLS; n++) {
        const isHeld = holdTheMark(holder);
        await bookQuietly(n);
        await isHeld;
        await markIsWaiting();
        await stopProcess(worker, 'SIGKILL');
        await dropTheMark();
        await holder.query('ROLLBACK');
        sink.beforeYes = () => Promise.resolve();
        // Who was killed gives the row back after a minute; the drill does not wait for that.
        await world.db.query(`UPDATE notification SET claimed_until = now() WHERE claimed_until IS NOT NULL`);
        worker = startWorker();
        await eventually(async () => expect(await world.countOf('sent')).toBe(n + 1));
      }
      await holder.end();
      const counts = [...countByMessage().values()];
      expect(counts).toHaveLength(KILLS);
      // Nobody can know that the mail is out, so each is sent again: once.
      expect(new Set(counts)).toEqual(new Set([2]));
      figure(
        'D7',
        `${KILLS} × kill -9 between yes and mark: ${counts.length} of ${KILLS} messages sent, ${sink.received.length - KILLS} repeats, each under its Message-ID`,
      );
    },
    DRILL_TIMEOUT_MS,
  );

  it(
    'standing still for longer than Bull’s lock, in the middle of sending: exactly one',
    async () => {
      const env = { REDIS_URL: redisUrl() };
      const yes: (() => void)[] = [];
      sink.beforeYes = () => new Promise((resolve) => yes.push(resolve));
      await bookQuietly(0);
      const first = startWorker(env);
      await eventually(() => expect(yes).toHaveLength(1));
      first.kill('SIGSTOP');
      startWorker(env);
      startWorker(env);
      // Bull thinks that the job stalled, and gives it to another worker.
      await pause(BLOCKED_MS);
      yes[0]?.();
      first.kill('SIGCONT');
      await eventually(async () => expect(await world.countOf('sent')).toBe(1));
      await pause(3_000);
      expect(sink.received).toHaveLength(1);
      figure(
        'D7',
        `stood still for ${BLOCKED_MS / 1_000} s while sending, two other workers beside: 1 message, sent once`,
      );
    },
    DRILL_TIMEOUT_MS,
  );

  it.each([
    ['with Redis', { REDIS_URL: redisUrl() }],
    ['without Redis', {}],
  ])(
    'three workers %s: exactly one each',
    async (name, env: Record<string, string>) => {
      for (let n = 0; n < BOOKINGS; n++)
        await world.book(new Date(Date.UTC(2030, 0, 7, n)).toISOString().replace('.000', ''));
      for (let n = 0; n < 3; n++) startWorker(env);
      await eventually(async () => expect(await world.countOf('sent')).toBe(BOOKINGS * 4), 120);
      expect(sink.received).toHaveLength(BOOKINGS * 2);
      expect(countByMessage().size).toBe(BOOKINGS * 2);
      figure('D7', `three workers ${name}: ${BOOKINGS * 4} messages, each sent once`);
    },
    DRILL_TIMEOUT_MS,
  );
});
