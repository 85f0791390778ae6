import { freePort } from '../support/api-process.js';
import { redisUrl } from '../support/test-database.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { eventually, WorkerWorld } from '../support/worker-world.js';

const pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));

async function scrape(port: number): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
}

describe('a channel', () => {
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

  const startWorker = (env: Record<string, string> = {}) => world.startWorker({ SMTP_URL: sink.url, ...env });

  async function bookMany(count: number): Promise<void> {
    for (let n = 0; n < count; n++)
      await world.book(new Date(Date.UTC(2030, 0, 7, 8 + n)).toISOString().replace('.000', ''));
  }

  async function sentBy(channel: string): Promise<number> {
    return (await world.notifications()).filter((row) => row.channel === channel && row.status === 'sent')
      .length;
  }

  it.each([
    ['with Redis', { REDIS_URL: redisUrl() }],
    ['without Redis', {}],
  ])('that hangs holds up no other, nor the deciding, %s', async (_, env: Record<string, string>) => {
    sink.beforeYes = () => new Promise(() => undefined);
    await bookMany(10);
    startWorker(env);
    await eventually(async () => expect(await sentBy('sms')).toBe(20));
    await world.book('2031-01-07T10:00:00Z');
    await eventually(async () => expect(await sentBy('sms')).toBe(22));
    expect(await sentBy('email')).toBe(0);
  });

  it.each([
    ['with Redis', { REDIS_URL: redisUrl() }],
    ['without Redis', {}],
  ])(
    'whose server is down keeps every message, however long, and sends each once when it is back, %s',
    async (_, env: Record<string, string>) => {
      await sink.close();
      await bookMany(15);
      const port = await freePort();
      startWorker({ ...env, METRICS_PORT: String(port) });
      await eventually(async () => expect(await sentBy('sms')).toBe(30));
      // As if hours had gone by: everything is due again and again.
      for (let n = 0; n < 60; n++) {
        await world.db.query(
          `UPDATE notification SET next_attempt_at = now() - interval '20 seconds' WHERE status = 'queued'`,
        );
        await pause(100);
      }
      const waiting = (await world.notifications()).filter(({ channel }) => channel === 'email');
      expect(waiting.every(({ status }) => status === 'queued')).toBe(true);
      const attempts = waiting.reduce((sum, row) => sum + row.attempts, 0);
      expect(attempts).toBeLessThanOrEqual(5);
      const figures = await scrape(port);
      expect(figures).toContain('kept_gateway_circuit{channel="email",state="closed"} 0');
      expect(figures).toContain('kept_gateway_circuit{channel="sms",state="closed"} 1');
      expect(figures).toContain('kept_notifications_queued{channel="email"} 30');
      expect(figures).toContain('kept_notifications_queued{channel="sms"} 0');
      expect(figures).toMatch(/kept_notification_overdue_seconds\{channel="email"\} 20/);
      expect(figures).toContain('kept_notifications_total{channel="sms",status="sent"} 30');
      expect(figures.includes('kept_queue_jobs{queue="email",state="waiting"} 0')).toBe('REDIS_URL' in env);
      await sink.listen();
      await eventually(async () => expect(await sentBy('email')).toBe(30), 40);
      expect(new Set(sink.received.map(({ messageId }) => messageId)).size).toBe(30);
      expect(sink.received).toHaveLength(30);
      expect(await scrape(port)).toMatch(
        /kept_notification_send_seconds_count\{channel="email",gateway="smtp",outcome="sent"\} 30/,
      );
    },
    90_000,
  );

  it('hands over no more in a second than it may, by all workers together', async () => {
    await bookMany(5);
    const startedAt = Date.now();
    const env = { EMAIL_PER_SECOND: '4', SMS_PER_SECOND: '1000' };
    startWorker(env);
    startWorker({ ...env, REDIS_URL: redisUrl() });
    await eventually(async () => expect(await sentBy('email')).toBe(10));
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual((10 - 1) * (1_000 / 4));
    expect(sink.received).toHaveLength(10);
    expect(await sentBy('sms')).toBe(10);
  });

  it('gives one person no more than their share of an hour; the rest waits, and is given up in the end', async () => {
    const [patient = ''] = await world.seed.patients(1);
    for (let n = 0; n < 3; n++) await world.book(`2030-02-1${n}T10:00:00Z`, { patient });
    await sentBefore(patient, 20, 50);
    startWorker();
    await eventually(async () => expect(await world.countOf('sent')).toBe(40 + 6));
    const ofPatient = (): Promise<{ status: string; attempts: number; wait_s: number }[]> =>
      world.db
        .query(
          `SELECT status, attempts, extract(epoch FROM next_attempt_at - now())::int AS wait_s
           FROM notification WHERE recipient_id = $1 AND appointment_id IS NOT NULL AND status <> 'sent'`,
          [patient],
        )
        .then(({ rows }) => rows as { status: string; attempts: number; wait_s: number }[]);
    await eventually(async () => {
      const waiting = await ofPatient();
      expect(waiting).toHaveLength(6);
      for (const { status, attempts, wait_s } of waiting) {
        expect([status, attempts]).toEqual(['queued', 0]);
        expect(wait_s).toBeGreaterThan(500);
        expect(wait_s).toBeLessThan(660);
      }
    });
    // Old by an outage, and not by this cap: whoever got little that day still hears of it.
    const hurry = `UPDATE notification SET next_attempt_at = now(), created_at = now() - interval '24 hours'
                   WHERE status = 'queued'`;
    await world.db.query(hurry);
    await eventually(async () => {
      for (const { status, wait_s } of await ofPatient())
        expect([status, wait_s > 0]).toEqual(['queued', true]);
    });
    await sentBefore(patient, 12 * 20, 5 * 60);
    await world.db.query(hurry);
    await eventually(async () => {
      const { rows } = await world.db.query(`SELECT skip_reason FROM notification WHERE status = 'skipped'`);
      expect(rows).toEqual(Array(6).fill({ skip_reason: 'too_many' }));
    });
  });

  /** `count` messages by each channel, sent to this person so long ago. */
  async function sentBefore(patient: string, count: number, minutes: number): Promise<void> {
    await world.db.query(
      `WITH made AS (
         INSERT INTO event (id, organization_id, type, subject_type, subject_id, relayed_at)
         SELECT gen_random_uuid(), $2, 'patient.read', 'patient', $1, now() FROM generate_series(1, $3)
         RETURNING id)
       INSERT INTO notification (id, organization_id, event_id, event, recipient, recipient_id, channel, status, sent_at)
       SELECT gen_random_uuid(), $2, made.id, 'created', 'patient', $1, channel, 'sent', now() - make_interval(mins => $4)
       FROM made, unnest('{email,sms}'::text[]) channel`,
      [patient, world.seed.organizationId, count, minutes],
    );
  }
});
