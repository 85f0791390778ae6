import { randomUUID } from 'node:crypto';
import { eventually, WorkerWorld } from '../support/worker-world.js';

const START = '2030-01-07T10:00:00Z';
const CHANNELS = ['email', 'sms'];

/** Lines as `toldOf` gives them, of a message that went to these by both channels. */
const sent = (message: string, ...people: string[]) =>
  people.flatMap((person) => CHANNELS.map((channel) => `${message} ${person} ${channel} sent`)).sort();

describe('of what happens to an appointment', () => {
  let world: WorkerWorld;

  beforeAll(async () => {
    world = await WorkerWorld.open();
    world.startWorker();
  });

  afterAll(() => world.close());

  /** A visit that both people have been told of, and what they are told after that. */
  async function booked(more: { patient?: string; provider?: string; start?: string } = {}) {
    const id = await world.book(more.start ?? START, more);
    await eventually(async () =>
      expect(await world.toldOf(id)).toEqual(sent('created', 'patient', 'provider')),
    );
    const later = async () => (await world.toldOf(id)).filter((line) => !line.startsWith('created p'));
    return { id, later };
  }

  async function providerCalled(name: string): Promise<string> {
    const [id = ''] = await world.seed.providers(1);
    await world.db.query(`UPDATE provider SET email = $2 WHERE id = $1`, [id, `${name}@example.org`]);
    return id;
  }

  it.each([
    ['appointment.updated', 'updated', `video_url = 'https://meet.example.org/1'`],
    [
      'appointment.rescheduled',
      'rescheduled',
      `start_time = start_time + interval '1 hour', end_time = end_time + interval '1 hour'`,
    ],
    ['appointment.confirmed', 'confirmed', `confirmed_at = now()`],
    ['appointment.no_show', 'no_show', `status = 'no_show', no_show_at = now()`],
    [
      'appointment.cancelled',
      'cancelled',
      `status = 'cancelled', cancelled_at = now(), cancelled_by = 'patient'`,
    ],
  ])('%s: patient and provider hear by both channels', async (type, message, columns) => {
    const { id, later } = await booked();
    await world.change(type, id, columns);
    await eventually(async () => expect(await later()).toEqual(sent(message, 'patient', 'provider')));
  });

  it('an edit of what is the clinic’s own, or of nothing, is told to nobody', async () => {
    const { id, later } = await booked();
    await world.change('appointment.updated', id, `notes = 'Late payer', priority = 1`);
    await world.change('appointment.updated', id, `modality = modality`);
    await world.change('appointment.updated', id, `patient_instruction = 'Come fasting.'`);
    await eventually(async () => expect(await later()).toEqual(sent('updated', 'patient', 'provider')));
  });

  it('other topics are told, though they are no columns', async () => {
    const { id, later } = await booked();
    const topics = { before: [randomUUID()], after: [randomUUID()] };
    await world.change('appointment.updated', id, 'updated_at = now()', { topic_ids: topics });
    await eventually(async () => expect(await later()).toEqual(sent('updated', 'patient', 'provider')));
  });

  it('the provider who loses it, and the one who gets it, each hear their own', async () => {
    const [old, young] = [await providerCalled('old'), await providerCalled('young')];
    const { id, later } = await booked({ provider: old });
    await world.change('appointment.rescheduled', id, `provider_id = '${young}'`);
    await eventually(async () => {
      expect(await later()).toEqual([...sent('reassigned', 'provider'), ...sent('rescheduled', 'patient')]);
      const found = await world.db.query(
        `SELECT event, recipient_id FROM notification WHERE appointment_id = $1 AND channel = 'email'
           AND recipient = 'provider' AND status = 'sent' ORDER BY created_at, event`,
        [id],
      );
      expect(found.rows).toEqual([
        { event: 'created', recipient_id: old },
        { event: 'created', recipient_id: young },
        { event: 'reassigned', recipient_id: old },
      ]);
    });
    const mails = await world.mails();
    const subjectsTo = (name: string) =>
      mails
        .filter(({ to }) => to.includes(`${name}@example.org`))
        .map(({ subject }) => subject.split(':')[0]);
    expect(subjectsTo('old')).toHaveLength(2);
    expect(subjectsTo('young')).toHaveLength(1);
  });

  it('who lost a visit hears of it where it was to be, not where it is now', async () => {
    const [left, taker] = [await providerCalled('left'), await providerCalled('taker')];
    const [here, there] = [await world.seed.facility(), await world.seed.facility(1, 'Africa/Lagos')];
    await world.db.query(`UPDATE facility SET name = 'Mercy' WHERE id = $1`, [there]);
    const { id, later } = await booked({ provider: left, start: '2030-01-09T10:00:00Z' });
    await world.db.query(`UPDATE appointment SET facility_id = $2 WHERE id = $1`, [id, here]);
    await world.change('appointment.rescheduled', id, `provider_id = '${taker}', facility_id = '${there}'`);
    await eventually(async () => expect(await later()).toHaveLength(4));
    await eventually(async () => {
      const subjects = (await world.mails())
        .filter(({ to }) => to.includes('left@example.org'))
        .map(({ subject }) => subject.split('2030, ')[1]);
      expect(subjects.sort()).toEqual([expect.anything(), '13:00 (Nairobi, UTC+3) – Hope']);
    });
  });

  it('a hold that ended is told to the patient, who has nothing else', async () => {
    const ending = `status = 'cancelled', cancelled_at = now(), cancelled_by = 'system'`;
    const hold = `status = 'proposed', hold_expires_at = now()`;
    const [patient = ''] = await world.seed.patients(1);
    const [provider = ''] = await world.seed.providers(1);
    const lone = await booked({ start: '2030-03-01T10:00:00Z' });
    const retried = await booked({ patient, provider, start: '2030-03-02T10:00:00Z' });
    for (const { id } of [lone, retried])
      await world.db.query(`UPDATE appointment SET ${hold} WHERE id = $1`, [id]);
    await world.seed.book({ patient, provider, start: '2030-03-03T10:00:00Z' });
    for (const { id } of [lone, retried]) await world.change('appointment.hold_expired', id, ending);
    await eventually(async () => {
      expect(await lone.later()).toEqual(sent('hold_expired', 'patient'));
      expect(await retried.later()).toEqual(
        CHANNELS.map((channel) => `hold_expired patient ${channel} skipped (booked_since)`),
      );
    });
  });

  it('each hears of what they chose to hear, by the channel they chose', async () => {
    const [patient = ''] = await world.seed.patients(1);
    const { id, later } = await booked({ patient, start: '2030-04-01T10:00:00Z' });
    await world.db.query(`UPDATE patient SET notification_preferences = $2 WHERE id = $1`, [
      patient,
      { kinds: { changes: { sms: false }, cancellations: { email: false } } },
    ]);
    await world.change('appointment.updated', id, `modality = 'phone'`);
    await eventually(async () => {
      expect(await later()).toHaveLength(4);
      expect((await later()).join()).not.toContain('queued');
    });
    await world.change(
      'appointment.cancelled',
      id,
      `status = 'cancelled', cancelled_at = now(), cancelled_by = 'staff'`,
    );
    await eventually(async () =>
      expect(await later()).toEqual([
        'cancelled patient email skipped (opted_out)',
        'cancelled patient sms sent',
        ...sent('cancelled', 'provider'),
        'updated patient email sent',
        'updated patient sms skipped (opted_out)',
        ...sent('updated', 'provider'),
      ]),
    );
  });
});
