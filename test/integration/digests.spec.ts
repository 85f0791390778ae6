import { dayOf, formatDay, localSpan } from '../../src/domain/local-time.js';
import { eventually, WorkerWorld } from '../support/worker-world.js';

/** A zone in which it is about noon: everything here lies on one local day. */
const AHEAD = 12 - new Date().getUTCHours();
const ZONE = AHEAD === 0 ? 'UTC' : `Etc/GMT${AHEAD > 0 ? '-' : '+'}${Math.abs(AHEAD)}`;
const TODAY = dayOf(ZONE, Date.now());
const at = (day: number, hour: number) =>
  new Date(localSpan(ZONE, day, hour * 60, 1_440)?.start ?? 0).toISOString();

describe('a daily digest', () => {
  let world: WorkerWorld;
  let provider: string;

  beforeEach(async () => {
    world = await WorkerWorld.open();
    await world.db.query(
      `UPDATE organization SET timezone = $1, digest_time = '23:00', reminder_minutes_before = '{}'`,
      [ZONE],
    );
    [provider = ''] = await world.seed.providers(1);
    await world.db.query(
      `UPDATE provider SET notification_preferences = '{"daily_digest": true}' WHERE id = $1`,
      [provider],
    );
  });

  afterEach(() => world.close());

  const toldProvider = async (id: string) =>
    (await world.toldOf(id)).filter((line) => line.includes('provider'));

  /** The digest's hour comes: what was left to it was left a while ago. */
  async function theHourComes(): Promise<void> {
    await world.db.query(`UPDATE notification SET created_at = created_at - interval '5 minutes'`);
    await world.db.query(`UPDATE organization SET digest_time = '06:00'`);
    for (let n = 0; n < 3; n++) world.startWorker();
  }

  const digests = async () => (await world.notifications()).filter(({ event }) => event === 'digest');

  it('takes the place of single messages, but not of what comes too late for it', async () => {
    const tomorrow = await world.book(at(TODAY + 1, 15), { provider });
    const today = await world.book(at(TODAY, 20), { provider });
    world.startWorker();
    await eventually(async () => {
      expect(await toldProvider(tomorrow)).toEqual([
        'created provider email skipped (in_digest)',
        'created provider sms skipped (in_digest)',
      ]);
      expect(await toldProvider(today)).toEqual(['created provider email sent', 'created provider sms sent']);
    });
    await theHourComes();
    await eventually(async () => expect((await digests()).map(({ status }) => status)).toEqual(['sent']));
    const mail = (await world.mails()).find(({ subject }) => !subject.startsWith('Appointment'));
    const { text } = await world.mail(mail?.id ?? '');
    const numbers = await world.db.query<{ appointment_number: string }>(
      `SELECT appointment_number FROM appointment WHERE provider_id = $1`,
      [provider],
    );
    for (const { appointment_number } of numbers.rows) expect(text).toContain(appointment_number);
    const events = await world.db.query(
      `SELECT details ->> 'date' AS date FROM event WHERE type = 'provider.digest_due'`,
    );
    expect(events.rows).toEqual([{ date: formatDay(TODAY) }]);
  });

  it('is not sent where there is nothing to say, and one sees why', async () => {
    await theHourComes();
    await eventually(async () =>
      expect(await digests()).toMatchObject([{ status: 'skipped', skip_reason: 'nothing_to_say' }]),
    );
  });

  it('is not waited for where it was made already, and its hour was put off since', async () => {
    await theHourComes();
    await eventually(async () => expect(await digests()).toHaveLength(1));
    await world.db.query(`UPDATE organization SET digest_time = '23:00'`);
    const tomorrow = await world.book(at(TODAY + 1, 15), { provider });
    await eventually(async () =>
      expect(await toldProvider(tomorrow)).toEqual([
        'created provider email sent',
        'created provider sms sent',
      ]),
    );
  });

  it('comes once more to who gives it up, for what was left to it', async () => {
    const tomorrow = await world.book(at(TODAY + 1, 15), { provider });
    world.startWorker();
    await eventually(async () => expect(await toldProvider(tomorrow)).toHaveLength(2));
    await world.db.query(`UPDATE provider SET notification_preferences = '{}' WHERE id = $1`, [provider]);
    await theHourComes();
    await eventually(async () => expect((await digests()).map(({ status }) => status)).toEqual(['sent']));
  });
});
