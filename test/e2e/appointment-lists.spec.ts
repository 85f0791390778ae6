import { AccessLog } from '../../src/events/access-log.js';
import type { JsonBody } from '../support/http-client.js';
import { Clinic, made } from '../support/clinic.js';
import type { Person, World } from '../support/world.js';
import { at, dayAhead } from '../support/dates.js';

describe('finding appointments', () => {
  let clinic: Clinic;
  let world: World;
  let admin: Person;
  let staff: Person;
  let facility: JsonBody;
  const newPatient = (more: object = {}): Promise<JsonBody> => clinic.newPatient(more);
  const newProvider = (more: object = {}): Promise<JsonBody> => clinic.newProvider(more);
  const newBooking = (more: object = {}): Promise<JsonBody> => clinic.newBooking(more);

  beforeAll(async () => {
    clinic = await Clinic.open();
    ({ world, admin, staff, facility } = clinic);
  });

  afterAll(() => clinic.close());

  describe('lists', () => {
    it('filters, orders, searches and pages both ways', async () => {
      const patient = await newPatient({ first_name: 'Wangari', last_name: 'Maathai' });
      const provider = await newProvider();
      for (let n = 0; n < 9; n++)
        await made(
          staff.post('/appointments', {
            patient_id: patient.id,
            provider_id: provider.id,
            start_time: at(`1${n}:00`, dayAhead(2)),
          }),
        );
      const path = `/appointments/by-provider/${provider.id}?page_size=4`;
      const pages = await world.walk(staff, path);
      expect(pages.map((page) => page.results.length)).toEqual([4, 4, 1]);
      const starts = pages.flatMap((page) => page.results.map((row: JsonBody) => row.start_time));
      expect(starts).toEqual([...starts].sort());
      expect(pages[0].count).toBe(9);
      const back = await world.walk(staff, pages[2].previous, 'previous');
      expect(back.map((page) => page.results[0].start_time)).toEqual([starts[4], starts[0]]);
      const found = async (query: string): Promise<number> =>
        (await staff.get(`/appointments?${query}`)).body.count;
      expect(await found('search=wangari')).toBe(9);
      expect(await found(`search=${patient.uhid.toLowerCase()}`)).toBe(9);
      expect(
        await found(`patient_uhid=${patient.uhid}&date_from=${dayAhead(2)}&date_to=${dayAhead(2)}`),
      ).toBe(9);
      expect(await found(`patient_id=${patient.id}&date_from=${at('14:00', dayAhead(2))}`)).toBe(5);
      expect(await found(`patient_id=${patient.id}&status=cancelled,overdue`)).toBe(0);
      expect(await found(`provider_id=${provider.id}&upcoming_only=true`)).toBe(9);
      expect((await staff.get(`/appointments/by-patient/${patient.uhid}/`)).body.count).toBe(9);
      expect(
        (await staff.get('/appointments/upcoming?ordering=-start_time')).body.results[0].start_time,
      ).toBe(starts[8]);
      expect((await staff.get('/appointments?cursor=rubbish')).body.code).toBe('invalid_cursor');
      expect((await staff.get('/appointments?colour=red')).body.errors).toEqual({
        colour: ['There is no such field.'],
      });
    });

    it('counts days where the facility is', async () => {
      const provider = await newProvider();
      const patient = await newPatient();
      const body = { patient_id: patient.id, provider_id: provider.id, facility_id: facility.id };
      await made(staff.post('/appointments', { ...body, start_time: at('22:30', dayAhead(3)) }));
      const on = async (day: string): Promise<number> =>
        (await staff.get(`/appointments?provider_id=${provider.id}&date_from=${day}&date_to=${day}`)).body
          .count;
      expect([await on(dayAhead(3)), await on(dayAhead(4))]).toEqual([0, 1]);
    });

    it('counts the days of a visit without a facility where the organization is', async () => {
      const { provider_id } = await newBooking({ start_time: at('22:30', dayAhead(3)) });
      await admin.patch('/organization', { timezone: 'Africa/Nairobi' });
      const on = async (day: string): Promise<number> =>
        (await staff.get(`/appointments?provider_id=${provider_id}&date_from=${day}&date_to=${day}`)).body
          .count;
      expect([await on(dayAhead(3)), await on(dayAhead(4))]).toEqual([0, 1]);
      await admin.patch('/organization', { timezone: 'UTC' });
    });
  });

  describe('reads of records', () => {
    it('are told to the admin: who, whom, when and through which route; not to others, and not one’s own', async () => {
      const patient = await world.signIn('patient');
      const one = await newBooking({ patient_id: patient.me.patient_id });
      await staff.get(`/patients/${one.patient_id}`);
      await staff.get(`/appointments/${one.id}/history`);
      await staff.post('/appointments/check-conflicts', {
        patient_id: one.patient_id,
        start_time: at('10:10'),
      });
      await patient.get(`/appointments/${one.id}`);
      const log = world.app.get(AccessLog);
      await log.flush();
      const { body } = await clinic.admin.get(`/activity?subject=${one.patient_id}&type=patient.read`);
      expect(body.results.map((event: JsonBody) => event.details.route).sort()).toEqual([
        'checkConflicts',
        'getPatient',
        'listAppointmentHistory',
      ]);
      expect(body.results[0]).toMatchObject({
        actor_id: staff.me.id,
        actor_role: 'staff',
        subject_type: 'patient',
      });
      expect((await staff.get('/activity')).status).toBe(403);
    });
  });
});
