import { HoldSweeper } from '../../src/appointments/hold-sweeper.js';
import { AppointmentRepository } from '../../src/appointments/appointment.repository.js';
import { Clinic, made } from '../support/clinic.js';
import { Hours } from '../support/hours.js';
import type { Answer, JsonBody } from '../support/http-client.js';
import type { Person } from '../support/world.js';

const MONDAY = '2030-01-07';
const at = (clock: string): string => `${MONDAY}T${clock}:00Z`;

describe('holds', () => {
  let clinic: Clinic;
  let patient: Person;
  let rival: Person;
  let provider: JsonBody;

  beforeAll(async () => {
    clinic = await Clinic.open();
  });

  beforeEach(async () => {
    [patient, rival] = [await clinic.world.signIn('patient'), await clinic.world.signIn('patient')];
    provider = await clinic.newProvider({ facility_ids: [clinic.facility.id] });
    await new Hours(clinic.world).weekly(provider.id, clinic.facility.id, [1], ['12:00', '13:00']);
  });

  afterAll(() => clinic.close());

  const visit = (more: object = {}): object => ({
    provider_id: provider.id,
    facility_id: clinic.facility.id,
    start_time: at('09:00'),
    ...more,
  });
  const book = (as: Person, more: object = {}): Promise<Answer> => as.post('/appointments', visit(more));
  const hold = (as = patient, more: object = {}): Promise<JsonBody> =>
    made(book(as, { hold: true, ...more }));
  const free = async (): Promise<number> =>
    (
      await rival.get(
        `/appointments/availability?provider_id=${provider.id}&date_from=${MONDAY}&date_to=${MONDAY}`,
      )
    ).body.count;
  const run = (statement: string, values: unknown[] = []): Promise<JsonBody[]> =>
    clinic.world.database.manager.query<JsonBody[]>(statement, values);

  /** Time passes for this hold, and nobody sweeps. */
  async function expire(id: string): Promise<void> {
    await run(`UPDATE appointment SET hold_expires_at = clock_timestamp() - interval '1 ms' WHERE id = $1`, [
      id,
    ]);
  }

  it('holds the time for ten minutes, or as long as was asked', async () => {
    const held = await hold();
    expect(held).toMatchObject({
      status: 'proposed',
      confirmed_at: null,
      allowed_actions: ['confirm', 'cancel', 'reschedule', 'update'],
    });
    const minutes = (Date.parse(held.hold_expires_at) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(9);
    expect(minutes).toBeLessThanOrEqual(10);
    expect(await free()).toBe(1);
    expect((await book(rival)).body.code).toBe('booking_conflict');
    const longer = await hold(rival, { start_time: at('09:30'), hold_minutes: 60 });
    expect(Date.parse(longer.hold_expires_at) - Date.now()).toBeGreaterThan(59 * 60_000);
    for (const more of [{ hold: true, hold_minutes: 61 }, { hold_minutes: 5 }])
      expect(Object.keys((await book(rival, more)).body.errors)).toEqual(['hold_minutes']);
  });

  it('is confirmed by its own patient, once, and then stays', async () => {
    const { id } = await hold();
    expect((await rival.post(`/appointments/${id}/confirm`)).status).toBe(404);
    const confirmed = await patient.post(`/appointments/${id}/confirm`);
    expect(confirmed.body).toMatchObject({ status: 'scheduled', hold_expires_at: null });
    expect(confirmed.body.confirmed_at).not.toBeNull();
    expect((await patient.post(`/appointments/${id}/confirm`)).body.code).toBe('illegal_transition');
    expect((await patient.post(`/appointments/${id}/arrive`)).status).toBe(403);
    expect(await clinic.world.eventsOf(id)).toEqual(['appointment.created', 'appointment.confirmed']);
  });

  it('leaves it to the clinic to say yes to what is pending', async () => {
    const { id } = await hold();
    await run(`UPDATE appointment SET status = 'pending', hold_expires_at = NULL WHERE id = $1`, [id]);
    expect((await patient.post(`/appointments/${id}/confirm`)).status).toBe(403);
    expect((await clinic.staff.post(`/appointments/${id}/confirm`)).body.status).toBe('scheduled');
  });

  it('are three at a time for a patient, even when many are asked for at once; the clinic holds more', async () => {
    const doctors = await Promise.all(Array.from({ length: 8 }, () => clinic.newProvider()));
    const ask = (as: Person, index: number, more: object = {}): Promise<Answer> => {
      const start_time = `${MONDAY}T${String(10 + index).padStart(2, '0')}:00:00Z`;
      return as.post('/appointments', { provider_id: doctors[index].id, start_time, hold: true, ...more });
    };
    const answers = await Promise.all(doctors.map((_, index) => ask(patient, index)));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.map(({ status, body }) => [status, body.code, Object.keys(body.errors)])).toEqual(
      Array(5).fill([409, 'limit_reached', ['hold']]),
    );
    const [first] = answers.filter(({ status }) => status === 201);
    const byClinic = await ask(clinic.staff, 0, {
      patient_id: patient.me.patient_id,
      start_time: at('20:00'),
    });
    expect(byClinic.status).toBe(201);
    await expire(byClinic.body.id);
    await expire(first?.body.id);
    expect((await ask(patient, 1, { start_time: at('21:00') })).status).toBe(201);
    expect((await ask(patient, 2, { start_time: at('22:00') })).body.code).toBe('limit_reached');
    expect((await ask(patient, 2, { start_time: at('22:00'), hold: undefined })).status).toBe(201);
  });

  it('is released by cancelling', async () => {
    const { id } = await hold();
    expect((await patient.post(`/appointments/${id}/cancel`)).body).toMatchObject({
      status: 'cancelled',
      cancelled_by: 'patient',
    });
    expect(await free()).toBe(2);
    expect((await book(rival)).status).toBe(201);
  });

  it('blocks nobody from the instant it ends, swept or not: not the search, a booking, a move or a limit', async () => {
    const { id } = await hold();
    await new Hours(clinic.world).settings('provider', provider.id, { provider_daily_limit: 1 });
    expect(await free()).toBe(0);
    await expire(id);
    expect(await free()).toBe(2);
    const asked = `provider_id=${provider.id}&facility_id=${clinic.facility.id}&start_time=${at('09:00')}`;
    const explained = await patient.get(`/appointments/availability/explain?${asked}`);
    expect(explained.body).toEqual({ bookable: true, reasons: [] });
    const conflicts = await clinic.staff.post('/appointments/check-conflicts', visit());
    expect(conflicts.body.has_conflicts).toBe(false);
    expect((await book(rival)).status).toBe(201);
    expect((await patient.get(`/appointments/${id}`)).body).toMatchObject({
      status: 'proposed',
      allowed_actions: ['cancel'],
    });
  });

  it('cannot be confirmed or moved once it is over, even while the time is free', async () => {
    const { id } = await hold();
    await expire(id);
    for (const as of [patient, clinic.staff]) {
      const late = await as.post(`/appointments/${id}/confirm`);
      expect([late.status, late.body.code]).toEqual([409, 'hold_expired']);
    }
    const moved = await patient.post(`/appointments/${id}/reschedule`, { start_time: at('09:30') });
    expect([moved.status, moved.body.code]).toEqual([409, 'hold_expired']);
  });

  it('gives one slot to one of many who want to hold it', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => clinic.world.signIn('patient')));
    const answers = await Promise.all(people.map((each) => book(each, { hold: true })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
  });

  describe('the sweeper', () => {
    it('ends what is over, once, whoever sweeps, and leaves the rest', async () => {
      const held = [await hold(), await hold(rival, { start_time: at('09:30') })];
      await expire(held[0].id);
      const sweeper = new HoldSweeper(clinic.world.database, new AppointmentRepository());
      await Promise.all([sweeper.sweep(), sweeper.sweep(), sweeper.sweep()]);
      await sweeper.sweep();
      expect((await patient.get(`/appointments/${held[0].id}`)).body).toMatchObject({
        status: 'cancelled',
        cancelled_by: 'system',
        cancellation_reason_code: 'other',
        cancellation_reason_text: 'The hold expired.',
      });
      expect(await clinic.world.eventsOf(held[0].id)).toEqual([
        'appointment.created',
        'appointment.hold_expired',
      ]);
      expect((await rival.get(`/appointments/${held[1].id}`)).body.status).toBe('proposed');
      expect(await run(`SELECT FROM occupancy WHERE appointment_id = $1`, [held[0].id])).toEqual([]);
    });

    it('takes as many as there are, in batches', async () => {
      const { id } = await hold();
      await run(
        `INSERT INTO appointment (id, organization_id, appointment_number, patient_id, provider_id, start_time, end_time, status, hold_expires_at)
         SELECT gen_random_uuid(), organization_id, 'HOLD-' || n, patient_id, provider_id, start_time + n * interval '1 day',
                end_time + n * interval '1 day', 'proposed', clock_timestamp() - interval '1 s'
         FROM appointment, generate_series(1, 120) n WHERE id = $1`,
        [id],
      );
      const sweeper = new HoldSweeper(clinic.world.database, new AppointmentRepository());
      expect([await sweeper.sweep(), await sweeper.sweep(), await sweeper.sweep()]).toEqual([
        true,
        true,
        false,
      ]);
      const left = await run(`SELECT id FROM appointment WHERE status = 'proposed' AND patient_id = $1`, [
        patient.me.patient_id,
      ]);
      expect(left).toEqual([{ id }]);
    });
  });
});
