import { type Clinic, made } from '../support/clinic.js';
import type { Hours } from '../support/hours.js';
import type { Answer, JsonBody } from '../support/http-client.js';
import { MONDAY, onMonday, OpenClinic } from '../support/open-clinic.js';
import type { Person } from '../support/world.js';

describe('the rules about time', () => {
  let open: OpenClinic;
  let clinic: Clinic;
  let hours: Hours;
  let london: JsonBody;
  let patient: Person;

  beforeAll(async () => {
    open = await OpenClinic.open();
    ({ clinic, hours, london } = open);
  });

  beforeEach(async () => {
    patient = await clinic.world.signIn('patient');
  });

  afterAll(() => clinic.close());

  const doctor: OpenClinic['doctor'] = (...said) => open.doctor(...said);
  const search = (more?: object, as = patient): Promise<JsonBody> => open.search(as, more);
  const book = (body: object, as = patient): Promise<Answer> => open.book(as, body);
  const explain = (more: Record<string, string>, as = patient): Promise<JsonBody> => open.explain(as, more);
  const at = onMonday;

  describe('a booking', () => {
    it('by slot_id is what was offered, for its topics', async () => {
      const provider = await doctor();
      const page = await search({ provider_id: provider.id, topic_id: clinic.topic.id });
      const { status, body } = await book({ slot_id: page.results[1].slot_id, reason: 'Cough' });
      expect(status).toBe(201);
      expect(body).toMatchObject({
        provider_id: provider.id,
        facility_id: london.id,
        start_time: at('09:20'),
        end_time: at('09:40'),
        topics: [{ id: clinic.topic.id }],
      });
      const again = await book({ slot_id: page.results[1].slot_id }, await clinic.world.signIn('patient'));
      expect([again.status, again.body.code]).toEqual([409, 'booking_conflict']);
      const moved = await patient.post(`/appointments/${body.id}/reschedule`, {
        slot_id: page.results[4].slot_id,
      });
      expect([moved.status, moved.body.start_time, moved.body.end_time]).toEqual([
        200,
        at('10:20'),
        at('10:40'),
      ]);
    });

    it('refuses a slot that was tampered with, is another organization’s, or says something else', async () => {
      const provider = await doctor();
      const { slot_id } = (await search({ provider_id: provider.id })).results[0];
      const refused = async (body: object): Promise<string[]> => {
        const answer = await book(body);
        expect(answer.status).toBe(400);
        return Object.keys(answer.body.errors);
      };
      for (let at = 0; at < slot_id.length; at += 9) {
        const other = slot_id[at] === 'A' ? 'B' : 'A';
        expect(await refused({ slot_id: slot_id.slice(0, at) + other + slot_id.slice(at + 1) })).toEqual([
          'slot_id',
        ]);
      }
      for (const text of ['', 'AA', slot_id.slice(4), `${slot_id}A`, '%%%', slot_id + '=='])
        expect(await refused({ slot_id: text })).toEqual(['slot_id']);
      expect(
        await refused({
          slot_id,
          start_time: at('09:30'),
          provider_id: london.id,
          facility_id: null,
          duration_minutes: 45,
        }),
      ).toEqual(['start_time', 'duration_minutes', 'provider_id', 'facility_id']);
      expect(await refused({ provider_id: provider.id })).toEqual(['start_time']);
      const stranger = await clinic.world.signIn('admin', {
        organization_id: clinic.world.otherOrganizationId,
      });
      expect(Object.keys((await book({ slot_id }, stranger)).body.errors)).toEqual(['slot_id']);
      const agreed = { slot_id, start_time: at('09:00'), provider_id: provider.id, duration_minutes: 30 };
      expect((await book(agreed)).status).toBe(201);
    });

    it('obeys the hours: patients always, the clinic unless it says why', async () => {
      const provider = await doctor();
      const visit = { provider_id: provider.id, facility_id: london.id };
      const off = await book({ ...visit, start_time: at('10:10') });
      expect([off.status, off.body.code, off.body.errors]).toEqual([
        409,
        'off_grid',
        { start_time: ['Appointments start every 30 minutes, counted from when the hours begin.'] },
      ]);
      const late = { ...visit, start_time: at('11:00') };
      expect((await book(late)).body.code).toBe('outside_working_hours');
      expect((await book({ ...late, override_reason: 'I am ill' })).status).toBe(403);
      const byStaff = { ...late, patient_id: (await clinic.newPatient()).id };
      expect((await book(byStaff, clinic.staff)).body.code).toBe('outside_working_hours');
      const forced = await book({ ...byStaff, override_reason: 'Emergency' }, clinic.staff);
      expect(forced.status).toBe(201);
      const { body: history } = await clinic.staff.get(`/appointments/${forced.body.id}/history`);
      expect(history.results[0].details).toEqual({
        override_reason: 'Emergency',
        overridden: ['outside_working_hours'],
      });
      const taken = { ...byStaff, override_reason: 'Emergency' };
      expect((await book(taken, clinic.staff)).body.code).toBe('booking_conflict');
    });

    it('tells every rule at once, in one order, on the field of each', async () => {
      const provider = await doctor();
      await hours.timeOff(provider.id, at('10:50'), at('13:00'));
      await hours.closure(london.id, '2030-01-14T10:00:00Z', '2030-01-14T12:00:00Z');
      await clinic.admin.patch(`/providers/${provider.id}`, { accepts_bookings: false });
      const start_time = '2030-01-14T10:40:00Z';
      const answer = await book({ provider_id: provider.id, facility_id: london.id, start_time });
      expect(answer.body.code).toBe('provider_unavailable');
      expect(Object.keys(answer.body.errors)).toEqual(['provider', 'facility', 'start_time']);
      expect(answer.body.errors.provider).toHaveLength(2);
    });

    it('moves by the same rules, and edits what does not move without asking again', async () => {
      const provider = await doctor();
      const visit = { provider_id: provider.id, facility_id: london.id, start_time: at('09:00') };
      const { id } = await made(book(visit));
      const refused = await patient.post(`/appointments/${id}/reschedule`, { start_time: at('09:15') });
      expect(refused.body.code).toBe('off_grid');
      const edited = await clinic.staff.patch(`/appointments/${id}`, { start_time: at('12:00') });
      expect(edited.body.code).toBe('outside_working_hours');
      const forced = await clinic.staff.patch(`/appointments/${id}`, {
        start_time: at('12:00'),
        override_reason: 'Lunch is off',
      });
      expect([forced.status, forced.body.start_time]).toEqual([200, at('12:00')]);
      expect((await clinic.staff.patch(`/appointments/${id}`, { topic_ids: [], reason: 'x' })).status).toBe(
        200,
      );
      expect((await patient.patch(`/appointments/${id}`, { override_reason: 'x' })).status).toBe(403);
    });

    it('holds daily limits, by the facility’s day, also against rivals at once', async () => {
      const provider = await doctor();
      await hours.settings('provider', provider.id, { provider_daily_limit: 2 });
      const patients = await Promise.all(Array.from({ length: 4 }, () => clinic.newPatient()));
      const answers = await Promise.all(
        patients.map(({ id }, n) =>
          book(
            {
              provider_id: provider.id,
              facility_id: london.id,
              patient_id: id,
              start_time: at(`${9 + Math.floor(n / 2)}:${n % 2 ? '30' : '00'}`.padStart(5, '0')),
            },
            clinic.staff,
          ),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409]);
      expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
        code: 'limit_reached',
        errors: { provider: ['Provider takes no more appointments that day.'] },
      });
      expect((await search({ provider_id: provider.id })).count).toBe(0);
      expect((await search({ provider_id: provider.id, date_to: '2030-01-08' })).count).toBe(4);
      const [booked] = answers.filter(({ status }) => status === 201);
      // Moved within the day, a visit does not count against itself.
      const path = `/appointments/${booked?.body.id}/reschedule`;
      expect((await clinic.staff.post(path, { start_time: at('09:05') })).body.code).not.toBe(
        'limit_reached',
      );
    });

    it('holds the daily limit of a patient, too', async () => {
      const [one, other] = [await doctor(), await doctor()];
      await hours.settings('facility', london.id, { patient_daily_limit: 1 });
      const eager = await clinic.world.signIn('patient');
      const at9 = { provider_id: one.id, facility_id: london.id, start_time: at('09:00') };
      const at10 = { provider_id: other.id, facility_id: london.id, start_time: at('10:00') };
      const answers = await Promise.all([book(at9, eager), book(at10, eager)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect((await search({ provider_id: one.id }, eager)).count).toBe(0);
      await hours.settings('facility', london.id, { patient_daily_limit: null });
    });
  });

  describe('explain', () => {
    it('names every rule that is against a time and when it would not be, and nobody else', async () => {
      const provider = await doctor();
      const visit = { provider_id: provider.id, facility_id: london.id };
      expect(await explain({ ...visit, start_time: at('09:30') })).toEqual({ bookable: true, reasons: [] });
      expect(await explain({ ...visit, start_time: at('11:15') })).toEqual({
        bookable: false,
        reasons: [
          {
            code: 'outside_working_hours',
            message: 'Outside the hours in which provider works.',
            until: '2030-01-08T09:00:00Z',
          },
        ],
      });
      await made(book({ ...visit, start_time: at('10:00') }, await clinic.world.signIn('patient')));
      await hours.timeOff(provider.id, at('10:00'), at('10:30'));
      await clinic.admin.patch(`/providers/${provider.id}`, { accepts_bookings: false });
      const reasons = (await explain({ ...visit, start_time: at('10:05') })).reasons;
      expect(reasons.map(({ code }: JsonBody) => code)).toEqual([
        'provider_unavailable',
        'off_grid',
        'time_off',
        'booking_conflict',
      ]);
      expect(JSON.stringify(reasons)).not.toMatch(/Amina|Grace|Private/);
      const forStaff = await explain({ ...visit, start_time: at('10:05') }, clinic.staff);
      expect(forStaff.reasons.map(({ code }: JsonBody) => code)).not.toContain('off_grid');
    });

    it('explains the past, and refuses unknown ids', async () => {
      const provider = await doctor();
      const past = await explain({ provider_id: provider.id, start_time: '2020-01-06T09:00:00Z' });
      expect(past.reasons.map(({ code }: JsonBody) => code)).toEqual(['too_soon']);
      const unknown = await explain({ provider_id: london.id, start_time: at('09:00') });
      expect(Object.keys(unknown.errors)).toEqual(['provider_id']);
      const named = { provider_id: provider.id, start_time: at('09:00'), topic_id: london.id };
      expect((await explain(named)).errors).toEqual({ topic_id: ['There is none with this id.'] });
    });

    it('takes an offset whose plus sign nobody escaped', async () => {
      const provider = await doctor();
      const question = `provider_id=${provider.id}&start_time=${MONDAY}T09:30:00+00:00`;
      const { status, body } = await patient.get(`/appointments/availability/explain?${question}`);
      expect([status, body.bookable]).toEqual([200, true]);
      const activity = await clinic.admin.get(
        `/activity?from=${MONDAY}T00:00:00+03:00&to=${MONDAY}T00:00:00 03:00`,
      );
      expect([activity.status, activity.body.count]).toEqual([200, 0]);
    });
  });
});
