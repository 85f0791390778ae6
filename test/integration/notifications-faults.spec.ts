import PostalMime from 'postal-mime';
import { freePort, stopProcess } from '../support/api-process.js';
import { OwnRedis } from '../support/own-redis.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { eventually, WorkerWorld } from '../support/worker-world.js';

const START = '2030-01-07T10:00:00Z';
const SLOW_MS = 30;

const pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));

describe('messages, whatever happens meanwhile', () => {
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

  async function allSent(count: number): Promise<void> {
    await eventually(async () => expect(await world.countOf('sent')).toBe(count));
  }

  function expectEachOnce(mails: number): void {
    expect(sink.received).toHaveLength(mails);
    expect(new Set(sink.received.map(({ messageId }) => messageId)).size).toBe(mails);
  }

  it('a mail server that is away is waited for', async () => {
    await sink.close();
    await world.book(START);
    startWorker();
    await eventually(async () => {
      const mails = (await world.notifications()).filter(({ channel }) => channel === 'email');
      expect(mails.map(({ status, attempts }) => [status, attempts])).toEqual(Array(2).fill(['queued', 1]));
    });
    await sink.listen();
    await world.db.query(`UPDATE notification SET next_attempt_at = now() WHERE status = 'queued'`);
    await allSent(4);
    expectEachOnce(2);
  });

  it('an address refused for good fails at once, one refused for now waits, and neither stops another', async () => {
    const [later = ''] = await world.seed.patients(1);
    await world.book(START);
    await world.db.query(`UPDATE patient SET email = 'later@example.org' WHERE id = $1`, [later]);
    await world.book('2030-01-08T10:00:00Z', { patient: later });
    const codes: Record<string, number> = { 'amina@example.org': 550, 'later@example.org': 450 };
    sink.codeFor = (address) => codes[address] ?? null;
    startWorker();
    await allSent(6);
    await eventually(async () => {
      const { rows } = await world.db.query(
        `SELECT status, attempts, last_error, address_hint FROM notification WHERE last_error IS NOT NULL ORDER BY 1`,
      );
      const last_errors = [
        'The mail server refused the message (550 5.1.1).',
        'The mail server did not take the message (450 5.1.1).',
      ];
      expect(rows).toEqual([
        { status: 'failed', attempts: 1, last_error: last_errors[0], address_hint: 'a***@example.org' },
        { status: 'queued', attempts: 1, last_error: last_errors[1], address_hint: 'l***@example.org' },
      ]);
    });
  });

  it('a connection to the database that is cut again and again loses and repeats nothing', async () => {
    await bookMany(15);
    sink.beforeYes = () => pause(SLOW_MS);
    startWorker();
    for (let n = 0; n < 30; n++) {
      await pause(100);
      await world.db.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      // Whoever was cut off in the middle gives the row back after a minute; the test does not wait for that.
      await world.db.query(
        `UPDATE notification SET claimed_until = NULL
         WHERE status = 'queued' AND claimed_until < now() + interval '57 seconds'`,
      );
    }
    await eventually(async () => {
      await world.db.query(
        `UPDATE notification SET claimed_until = NULL, next_attempt_at = now()
         WHERE status = 'queued' AND (claimed_until IS NULL OR claimed_until < now() + interval '57 seconds')`,
      );
      expect(await world.countOf('sent')).toBe(60);
    });
    expectEachOnce(30);
  });

  it('a worker that is asked to stop finishes what it is sending', async () => {
    await bookMany(3);
    sink.beforeYes = () => pause(300);
    const worker = startWorker();
    await eventually(() => expect(sink.received.length).toBeGreaterThan(0));
    await stopProcess(worker, 'SIGTERM');
    expect(worker.exitCode).toBe(0);
    const claimed = await world.db.query(`SELECT FROM notification WHERE claimed_until IS NOT NULL`);
    expect(claimed.rowCount).toBe(0);
    sink.beforeYes = () => Promise.resolve();
    startWorker();
    await allSent(12);
    expectEachOnce(6);
  });

  it('names cannot become headers, and one person cannot become two', async () => {
    await world.book(START);
    await world.db.query(
      `UPDATE patient SET first_name = E'Amina\\r\\nBcc: thief@example.org\\r\\n\\r\\n<script>alert(1)</script>'`,
    );
    await world.db.query(`UPDATE organization SET name = E'Hope\\r\\nX-Evil: yes'`);
    await world.db.query(`UPDATE provider SET email = 'sarah@example.org,thief@example.org'`);
    startWorker();
    await allSent(3);
    expect(sink.received.map(({ to }) => to)).toEqual(['amina@example.org']);
    const mail = await PostalMime.parse(sink.received[0]?.raw ?? '');
    const names = mail.headers.map(({ key }) => key);
    expect(names).not.toContain('bcc');
    expect(names).not.toContain('x-evil');
    expect(mail.subject).toContain('Hope X-Evil: yes');
    expect(mail.html).not.toContain('<script>');
    expect(mail.html).toContain('&lt;script&gt;');
  });

  it('the link to a new password is made when the mail is sent', async () => {
    const { rows } = await world.db.query<{ id: string }>(
      `INSERT INTO user_account (id, organization_id, role, email, first_name, last_name, password_hash, is_active)
       VALUES (gen_random_uuid(), $1, 'staff', 'joy@example.org', 'Joy', 'Wanjiru', 'hash', true) RETURNING id`,
      [world.seed.organizationId],
    );
    await world.db.query(
      `INSERT INTO event (id, organization_id, type, subject_type, subject_id)
       VALUES (gen_random_uuid(), $1, 'user.password_reset_requested', 'user', $2)`,
      [world.seed.organizationId, rows[0]?.id],
    );
    startWorker({ PUBLIC_URL: 'https://kept.example.org' });
    await allSent(1);
    const mail = await PostalMime.parse(sink.received[0]?.raw ?? '');
    expect(mail.text).toMatch(/https:\/\/kept\.example\.org\/reset-password\?token=[\w-]{40,}/);
    expect(sink.received[0]?.messageId).toMatch(/@kept\.example\.org>$/);
  });

  describe('and Redis', () => {
    let redis: OwnRedis;

    beforeEach(async () => {
      redis = new OwnRedis(await freePort());
      await redis.start();
    });

    afterEach(() => redis.kill());

    it('away when a worker is asked to stop: it finishes what it is sending', async () => {
      await bookMany(3);
      sink.beforeYes = () => pause(1_000);
      const worker = startWorker({ REDIS_URL: redis.url });
      await eventually(() => expect(sink.received.length).toBeGreaterThan(0));
      await redis.kill();
      await stopProcess(worker, 'SIGTERM');
      expect(worker.exitCode).toBe(0);
      const claimed = await world.db.query(`SELECT FROM notification WHERE claimed_until IS NOT NULL`);
      expect(claimed.rowCount).toBe(0);
    });

    it('killed in the middle, and back: all are sent, once', async () => {
      await bookMany(10);
      sink.beforeYes = () => pause(SLOW_MS);
      for (let n = 0; n < 2; n++) startWorker({ REDIS_URL: redis.url });
      await eventually(() => expect(sink.received.length).toBeGreaterThan(3));
      await redis.kill();
      await allSent(40);
      await world.book('2031-01-07T10:00:00Z');
      await allSent(44);
      await redis.start();
      await world.book('2031-01-08T10:00:00Z');
      await allSent(48);
      expectEachOnce(24);
    });
  });
});
