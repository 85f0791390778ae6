import { stopProcess } from '../support/api-process.js';
import { eventually, WorkerWorld } from '../support/worker-world.js';

const MINUTE = 60_000;
const inMinutes = (minutes: number) =>
  new Date(Math.floor(Date.now() / 1_000) * 1_000 + minutes * MINUTE).toISOString();

describe('reminders', () => {
  let world: WorkerWorld;

  beforeEach(async () => {
    world = await WorkerWorld.open();
    await world.db.query(`UPDATE organization SET quiet_hours = NULL`);
  });

  afterEach(() => world.close());

  /** A visit that was booked days ago, with nothing left to tell of it but reminders. */
  async function coming(minutes: number, seed = world.seed): Promise<string> {
    const [patient = ''] = await seed.patients(1);
    const [provider = ''] = await seed.providers(1);
    const id = await seed.book({ patient, provider, start: inMinutes(minutes) });
    await world.db.query(`UPDATE appointment SET created_at = now() - interval '9 days' WHERE id = $1`, [id]);
    return id;
  }

  async function remindersOf(id: string): Promise<{ minutes: number }[]> {
    const found = await world.db.query<{ minutes: number }>(
      `SELECT (details ->> 'minutes_before')::int AS minutes FROM event
       WHERE type = 'appointment.reminder_due' AND subject_id = $1 ORDER BY occurred_at`,
      [id],
    );
    return found.rows;
  }

  const REMINDED = [
    'reminder patient email sent',
    'reminder patient sms sent',
    'reminder provider email sent',
    'reminder provider sms sent',
  ];

  it('come once from three workers; of two that are due, after all of them were down, the nearer one', async () => {
    const soon: string[] = [];
    for (const minutes of [60, 61, 62, 63, 64]) soon.push(await coming(minutes));
    const tomorrow = await coming(1_000);
    const notYet = await coming(2_000);
    for (let n = 0; n < 3; n++) world.startWorker();
    await eventually(async () => {
      for (const id of [...soon, tomorrow]) expect(await world.toldOf(id)).toEqual(REMINDED);
    });
    for (const id of soon) expect(await remindersOf(id)).toEqual([{ minutes: 120 }]);
    expect(await remindersOf(tomorrow)).toEqual([{ minutes: 1_440 }]);
    expect(await remindersOf(notYet)).toEqual([]);
    expect(await world.mails()).toHaveLength(2 * 6);
    const versions = await world.db.query(`SELECT DISTINCT version FROM appointment`);
    expect(versions.rows).toEqual([{ version: 1 }]);
  });

  it('are for a time: what is moved is reminded of again, and the old one is not sent', async () => {
    const id = await coming(60);
    const cannotSend = world.startWorker({ SMTP_URL: 'smtp://127.0.0.1:1' });
    await eventually(async () =>
      expect((await world.toldOf(id)).filter((line) => line.includes('queued'))).toHaveLength(2),
    );
    // Or the pause after its failed attempt could be written after what is written below.
    await stopProcess(cannotSend);
    await world.db.query(
      `UPDATE appointment SET start_time = start_time + interval '30 minutes', end_time = end_time + interval '30 minutes',
                              rescheduled_at = now() - interval '1 day' WHERE id = $1`,
      [id],
    );
    await world.db.query(
      `UPDATE notification SET next_attempt_at = now(), claimed_until = NULL WHERE status = 'queued'`,
    );
    world.startWorker();
    await eventually(async () => {
      expect(await remindersOf(id)).toEqual([{ minutes: 120 }, { minutes: 120 }]);
      const told = await world.toldOf(id);
      expect(told.filter((line) => line === 'reminder patient email skipped (moved)')).toHaveLength(1);
    });
  });

  it('are not for who has just booked, for what is called off, nor for an organization that wants none', async () => {
    const fresh = await coming(60);
    await world.db.query(`UPDATE appointment SET created_at = now() WHERE id = $1`, [fresh]);
    const off = await coming(70);
    await world.db.query(
      `UPDATE appointment SET status = 'cancelled', cancelled_at = now(), cancelled_by = 'staff' WHERE id = $1`,
      [off],
    );
    await world.db.query(
      `INSERT INTO event (id, organization_id, type, subject_type, subject_id, details)
       SELECT gen_random_uuid(), organization_id, 'appointment.reminder_due', 'appointment', id,
              jsonb_build_object('minutes_before', 120, 'start_time', start_time) FROM appointment WHERE id = $1`,
      [off],
    );
    const theirs = await coming(60, await world.anotherOrganization());
    await world.db.query(`UPDATE organization SET reminder_minutes_before = '{}' WHERE id <> $1`, [
      world.seed.organizationId,
    ]);
    const found = await coming(65);
    world.startWorker();
    await eventually(async () => {
      expect(await world.toldOf(found)).toEqual(REMINDED);
      expect(await world.toldOf(off)).toEqual(
        REMINDED.map((line) => line.replace('sent', 'skipped (cancelled)')),
      );
    });
    for (const id of [fresh, theirs]) expect(await remindersOf(id)).toEqual([]);
  });
});
