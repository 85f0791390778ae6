import { stopProcess } from '../support/api-process.js';
import { redisUrl } from '../support/test-database.js';
import { eventually, WorkerWorld } from '../support/worker-world.js';

const START = '2030-01-07T10:00:00Z';

describe.each([
  ['with Redis', { REDIS_URL: redisUrl() }],
  ['without Redis', {}],
  ['with a Redis that is away', { REDIS_URL: 'redis://127.0.0.1:1' }],
])('a worker %s', (_, env: Record<string, string>) => {
  let world: WorkerWorld;

  beforeAll(async () => {
    world = await WorkerWorld.open();
  });

  afterAll(() => world.close());

  it('tells patient and provider, by email and text message, once', async () => {
    await world.db.query(`UPDATE organization SET name = 'Hope'`);
    await world.book(START);
    world.startWorker(env);
    await eventually(async () => expect(await world.countOf('sent')).toBe(4));
    const mails = await world.mails();
    expect(mails).toHaveLength(2);
    expect(mails.map(({ subject }) => subject)).toEqual(
      Array(2).fill('Appointment booked: Mon 7 Jan 2030, 10:00 (UTC) – Hope'),
    );
    const { text, html } = await world.mail(mails[0]?.id ?? '');
    for (const part of [text, html])
      for (const word of ['Amina Otieno', 'Dr. Sarah Nakamya', 'APT-']) expect(part).toContain(word);
  });

  it('says why somebody is not told', async () => {
    const [patient = ''] = await world.seed.patients(1);
    const [provider = ''] = await world.seed.providers(1);
    await world.db.query(
      `UPDATE patient SET phone_number = NULL, notification_preferences = '{"email": false, "sms": true}' WHERE id = $1`,
      [patient],
    );
    await world.db.query(`UPDATE provider SET phone_number = '+254700000001' WHERE id = $1`, [provider]);
    const id = await world.book('2030-01-08T10:00:00Z', { patient, provider });
    await eventually(async () => {
      const found = await world.db.query(
        `SELECT recipient, channel, status, skip_reason FROM notification WHERE appointment_id = $1 ORDER BY 1, 2`,
        [id],
      );
      expect(found.rows).toEqual([
        { recipient: 'patient', channel: 'email', status: 'skipped', skip_reason: 'opted_out' },
        { recipient: 'patient', channel: 'sms', status: 'skipped', skip_reason: 'no_address' },
        { recipient: 'provider', channel: 'email', status: 'sent', skip_reason: null },
        { recipient: 'provider', channel: 'sms', status: 'sent', skip_reason: null },
      ]);
    });
  });
});

describe('workers', () => {
  let world: WorkerWorld;

  beforeEach(async () => {
    world = await WorkerWorld.open();
  });

  afterEach(() => world.close());

  it('announce a hold when it is confirmed, and not before', async () => {
    const id = await world.book(START);
    const set = (columns: string): Promise<unknown> =>
      world.db.query(`UPDATE appointment SET ${columns} WHERE id = $1`, [id]);
    await set(`status = 'proposed', hold_expires_at = now() + interval '1 hour'`);
    world.startWorker();
    await eventually(async () => expect(await world.countOf('skipped')).toBe(4));
    await set(`status = 'scheduled', hold_expires_at = NULL`);
    await world.happen('appointment.confirmed', id);
    await eventually(async () => expect(await world.countOf('sent')).toBe(4));
    expect((await world.mails()).every(({ subject }) => subject.startsWith('Appointment confirmed'))).toBe(
      true,
    );
  });

  it('do not announce what was called off meanwhile, and do tell that it was', async () => {
    const id = await world.book(START);
    await world.db.query(
      `UPDATE appointment SET status = 'cancelled', cancelled_at = now(), cancelled_by = 'staff' WHERE id = $1`,
      [id],
    );
    await world.happen('appointment.cancelled', id);
    world.startWorker();
    await eventually(async () => expect(await world.countOf('sent')).toBe(4));
    const rows = await world.notifications();
    expect(rows.filter(({ event }) => event === 'created').map(({ skip_reason }) => skip_reason)).toEqual(
      Array(4).fill('cancelled'),
    );
    expect((await world.mails()).every(({ subject }) => subject.startsWith('Appointment cancelled'))).toBe(
      true,
    );
  });

  it('wait for a mail server that is away, longer each time, and let no address stop another', async () => {
    await world.book(START);
    await world.db.query(`UPDATE patient SET email = 'bad@@example.org'`);
    world.startWorker({ SMTP_URL: 'smtp://127.0.0.1:1' });
    await eventually(async () => {
      const mails = (await world.notifications()).filter(({ channel }) => channel === 'email');
      expect(mails.map(({ recipient, status }) => `${recipient} ${status}`).sort()).toEqual([
        'patient failed',
        'provider queued',
      ]);
      expect(mails.every(({ attempts }) => attempts === 1)).toBe(true);
    });
  });

  it('lose nothing when killed while they send', async () => {
    for (let n = 0; n < 5; n++) await world.book(`2030-03-${10 + n}T10:00:00Z`);
    const first = world.startWorker();
    await eventually(async () => expect((await world.mails()).length).toBeGreaterThan(0));
    await stopProcess(first, 'SIGKILL');
    await world.db.query(
      `UPDATE notification SET claimed_until = now() - interval '1 second' WHERE claimed_until IS NOT NULL`,
    );
    world.startWorker();
    await eventually(async () => expect(await world.countOf('sent')).toBe(20));
    const mails = await world.mails();
    expect(mails.length).toBeGreaterThanOrEqual(10);
    expect(mails.length).toBeLessThanOrEqual(10 + 5);
  });
});
