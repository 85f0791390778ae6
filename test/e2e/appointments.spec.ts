import type { JsonBody } from '../support/http-client.js';
import { Clinic, made } from '../support/clinic.js';
import type { Person } from '../support/world.js';
import { at, dayAhead } from '../support/dates.js';

describe('appointments', () => {
  let clinic: Clinic;
  let admin: Person;
  let staff: Person;
  let facility: JsonBody;
  let topic: JsonBody;
  const newPatient = (more: object = {}): Promise<JsonBody> => clinic.newPatient(more);
  const newProvider = (more: object = {}): Promise<JsonBody> => clinic.newProvider(more);
  const newBooking = (more: object = {}): Promise<JsonBody> => clinic.newBooking(more);

  beforeAll(async () => {
    clinic = await Clinic.open();
    ({ admin, staff, facility, topic } = clinic);
  });

  afterAll(() => clinic.close());

  describe('booking', () => {
    it('answers with the appointment, its number, its place and its names', async () => {
      const [patient, provider] = [await newPatient(), await newProvider()];
      const { status, headers, body } = await staff.post('/appointments', {
        patient_uhid: patient.uhid,
        provider_id: provider.id,
        facility_id: facility.id,
        topic_ids: [topic.id],
        start_time: at('13:00').replace('Z', '+03:00'),
        reason: 'Annual checkup',
        notes: 'Prefers mornings',
      });
      expect(status).toBe(201);
      expect(headers['location']).toBe(`/api/v1/appointments/${body.id}`);
      expect(headers['etag']).toBe('"1"');
      expect(body).toMatchObject({
        status: 'scheduled',
        patient_id: patient.id,
        patient_name: 'Amina Otieno',
        provider_name: 'Dr. Sarah Nakamya',
        facility_name: 'Hope Clinic',
        topics: [{ id: topic.id, name: 'Checkup', duration_minutes: 20 }],
        start_time: at('10:00'),
        end_time: at('10:20'),
        duration_minutes: 20,
        service_type: 'consultation',
        specialty: 'general_practice',
        appointment_type: 'consultation',
        priority: 5,
        is_upcoming: true,
        is_overdue: false,
        notes: 'Prefers mornings',
        notifications_sent: [],
        version: 1,
      });
      expect(body.appointment_number).toMatch(/^APT-\d{4}-\d{6,}$/);
      const read = await staff.get(`/appointments/${body.id}`);
      expect(read.status).toBe(200);
      expect(read.body).toEqual(body);
    });

    it('takes its length from the end, the minutes, the topics or half an hour, in that order', async () => {
      const length = async (more: object): Promise<number> => (await newBooking(more)).duration_minutes;
      expect(await length({})).toBe(30);
      expect(await length({ topic_ids: [topic.id] })).toBe(20);
      expect(await length({ topic_ids: [topic.id], duration_minutes: 45 })).toBe(45);
      expect(await length({ duration_minutes: 45, end_time: at('10:10') })).toBe(10);
    });

    it('writes words of a vocabulary as the directory does', async () => {
      const words = { service_type: 'Follow-Up Visit', specialty: 'general-practice' };
      const stored = { service_type: 'follow_up_visit', specialty: 'general_practice' };
      const booked = await newBooking(words);
      expect(booked).toMatchObject(stored);
      const edited = await staff.patch(`/appointments/${booked.id}`, { specialty: 'Sports-Medicine' });
      expect(edited.body.specialty).toBe('sports_medicine');
      const named = { name: 'Follow-up', duration_minutes: 20, ...words };
      expect(await made(admin.post('/topics', named))).toMatchObject(stored);
    });

    it.each([
      ['a past start', { start_time: '2020-01-01T10:00:00Z' }, 'start_time'],
      ['a local time', { start_time: '2030-01-07T10:00:00' }, 'start_time'],
      ['a week date', { start_time: '2030-W02-1T10:00:00Z' }, 'start_time'],
      ['the 30th of February', { start_time: '2030-02-30T10:00:00Z' }, 'start_time'],
      ['an end before the start', { end_time: at('09:00') }, 'end_time'],
      ['four minutes', { end_time: at('10:04') }, 'end_time'],
      ['more than a day', { end_time: at('10:01', dayAhead(1)) }, 'end_time'],
      ['a priority of 11', { priority: 11 }, 'priority'],
      ['an unknown type', { appointment_type: 'party' }, 'appointment_type'],
      ['an unknown field', { patient: 1 }, 'patient'],
      ['a NUL byte', { reason: 'a\u0000b' }, 'reason'],
      ['an unknown facility', { facility_id: '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10' }, 'facility_id'],
      ['an unknown topic', { topic_ids: ['019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10'] }, 'topic_ids.0'],
      ['an unknown UHID', { patient_id: undefined, patient_uhid: 'KE000000000X' }, 'patient_uhid'],
    ])('refuses %s, on its field', async (_, more, field) => {
      const [patient, provider] = [await newPatient(), await newProvider()];
      const body = { patient_id: patient.id, provider_id: provider.id, start_time: at('10:00'), ...more };
      const { status, headers, body: problem } = await staff.post('/appointments', body);
      expect([status, problem.code]).toEqual([400, 'validation_failed']);
      expect(headers['content-type']).toContain('application/problem+json');
      expect(Object.keys(problem.errors)).toEqual([field]);
    });

    it('takes the link of a video visit from the clinic, where it is one', async () => {
      const video_url = 'https://meet.example.org/hope-4711';
      const body = await newBooking({ modality: 'video', video_url });
      expect(body.video_url).toBe(video_url);
      const path = `/appointments/${body.id}`;
      for (const wrong of [
        'http://meet.example.org/1',
        'javascript:alert(1)',
        'https://',
        'https://a.org/ b',
      ]) {
        const answer = await staff.patch(path, { video_url: wrong });
        expect([answer.status, Object.keys(answer.body.errors as object)]).toEqual([400, ['video_url']]);
      }
      expect((await staff.patch(path, { video_url: null })).body.video_url).toBeNull();
      const history = (await staff.get(`${path}/history`)).body.results as JsonBody[];
      expect(history.at(-1)).toMatchObject({ before: { video_url }, after: { video_url: null } });
      const patient = await clinic.world.signIn('patient');
      const own = { provider_id: body.provider_id, start_time: at('15:00'), video_url };
      expect((await patient.post('/appointments', own)).status).toBe(403);
    });

    it('names every resource that is taken', async () => {
      const small = await made(
        admin.post('/facilities', { name: 'Small', code: `S${Date.now()}`, timezone: 'UTC' }),
      );
      const first = await newBooking({ facility_id: small.id });
      const again = { patient_id: first.patient_id, provider_id: first.provider_id, facility_id: small.id };
      const { status, body } = await staff.post('/appointments', { ...again, start_time: at('10:29') });
      expect([status, body.code]).toEqual([409, 'booking_conflict']);
      expect(body.errors).toEqual({
        provider: ['Provider already has an appointment in this window.'],
        patient: ['Patient already has an appointment in this window.'],
        facility: ['Facility already has an appointment in this window.'],
      });
      expect((await staff.post('/appointments', { ...again, start_time: at('10:30') })).status).toBe(201);
    });

    it('tells every rule that the clinic breaks, the first one as the code', async () => {
      const [patient, provider] = [await newPatient(), await newProvider({ kind: 'pharmacist' })];
      await admin.patch(`/providers/${provider.id}`, { accepts_bookings: false, facility_ids: [] });
      await admin.patch(`/patients/${patient.id}`, { is_active: false });
      const { status, body } = await staff.post('/appointments', {
        patient_id: patient.id,
        provider_id: provider.id,
        start_time: at('10:00'),
      });
      expect([status, body.code]).toEqual([409, 'provider_not_bookable']);
      expect(Object.keys(body.errors)).toEqual(['provider', 'patient']);
      expect(body.errors.provider).toHaveLength(2);
    });

    it('refuses a facility that is not served and a topic that is not offered', async () => {
      const elsewhere = await made(
        admin.post('/facilities', { name: 'Far', code: `F${Date.now()}`, timezone: 'UTC' }),
      );
      const other = await made(admin.post('/topics', { name: `Other ${Date.now()}`, duration_minutes: 10 }));
      const provider = await newProvider({ facility_ids: [elsewhere.id], topic_ids: [other.id] });
      const patient = await newPatient();
      const body = {
        patient_id: patient.id,
        provider_id: provider.id,
        start_time: at('10:00'),
        facility_id: facility.id,
        topic_ids: [topic.id],
      };
      const answer = await staff.post('/appointments', body);
      expect([answer.status, answer.body.code]).toEqual([409, 'facility_not_served']);
      expect(Object.keys(answer.body.errors)).toEqual(['facility', 'topics']);
    });

    it('books the same answer once for one Idempotency-Key', async () => {
      const [patient, provider] = [await newPatient(), await newProvider()];
      const body = { patient_id: patient.id, provider_id: provider.id, start_time: at('10:00') };
      const key = { 'idempotency-key': `key-${patient.id}` };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => staff.post('/appointments', body, key)),
      );
      expect(new Set(answers.map(({ status, body: { id } }) => `${status} ${id}`)).size).toBe(1);
      expect(answers[0]?.status).toBe(201);
      expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(7);
      expect(new Set(answers.map(({ headers }) => headers['location'])).size).toBe(1);
      const other = await staff.post('/appointments', { ...body, start_time: at('12:00') }, key);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
      const someoneElse = await admin.post('/appointments', body, key);
      expect([someoneElse.status, someoneElse.body.code]).toEqual([409, 'booking_conflict']);
      const replayed = await admin.post('/appointments', body, key);
      expect([replayed.status, replayed.headers['idempotency-replayed']]).toEqual([409, 'true']);
    });
  });

  describe('a patient who is described', () => {
    const described = { first_name: 'Njeri', last_name: 'Kamau', phone_number: '+254 700 111 222' };
    const count = async (search: string): Promise<number> =>
      (await staff.get(`/patients?search=${search}`)).body.count;

    it('is added once, by two at once too, and found by phone and name, national ID or UHID', async () => {
      const providers = await Promise.all(Array.from({ length: 6 }, () => newProvider()));
      const answers = await Promise.all(
        providers.map((provider, n) =>
          staff.post('/appointments', {
            patient: described,
            provider_id: provider.id,
            start_time: at(`1${n}:00`),
          }),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201));
      expect(new Set(answers.map(({ body }) => body.patient_id)).size).toBe(1);
      expect(await count('Njeri')).toBe(1);
      const { patient_id, patient_uhid } = answers[0]?.body ?? {};
      await staff.patch(`/patients/${patient_id}`, { national_id: 'NJ-1' });
      for (const [n, patient] of [
        { first_name: 'N.', last_name: 'K.', national_id: 'nj-1' },
        { first_name: 'N.', last_name: 'K.', uhid: patient_uhid.toLowerCase() },
      ].entries()) {
        const again = await staff.post('/appointments', {
          patient,
          provider_id: providers[0].id,
          start_time: at(`2${n}:00`),
        });
        expect([again.status, again.body.patient_id]).toEqual([201, patient_id]);
      }
      const namesake = { ...described, national_id: 'NJ-2' };
      const other = await staff.post('/appointments', {
        patient: namesake,
        provider_id: providers[1].id,
        start_time: at('20:00'),
      });
      expect(other.body.patient_id).not.toBe(patient_id);
    });

    it('is not added when the booking is refused', async () => {
      const taken = await newBooking();
      const patient = { first_name: 'Wambui', last_name: 'Nobody', phone_number: '+254700333444' };
      const refused = await staff.post('/appointments', {
        patient,
        provider_id: taken.provider_id,
        start_time: taken.start_time,
      });
      expect([refused.status, refused.body.code]).toEqual([409, 'booking_conflict']);
      expect(await count('Wambui')).toBe(0);
    });

    it('is one patient, not two ways of naming one', async () => {
      const patient = await newPatient();
      const body = {
        patient: described,
        patient_id: patient.id,
        provider_id: (await newProvider()).id,
        start_time: at('10:00'),
      };
      expect(Object.keys((await staff.post('/appointments', body)).body.errors)).toEqual(['patient']);
      const unknown = await staff.post('/appointments', {
        ...body,
        patient_id: undefined,
        patient: { ...described, uhid: 'KE000000000X' },
      });
      expect(Object.keys(unknown.body.errors)).toEqual(['patient.uhid']);
    });

    it('is refused field by field, each named where it stands', async () => {
      const wrong = async (patient: object): Promise<string[]> => {
        const body = { patient, provider_id: (await newProvider()).id, start_time: at('10:00') };
        const answer = await staff.post('/appointments', body);
        expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
        return Object.keys(answer.body.errors);
      };
      expect(await wrong({ ...described, first_name: '' })).toEqual(['patient.first_name']);
      expect(await wrong({ ...described, phone_number: '12' })).toEqual(['patient.phone_number']);
      const unborn = { first_name: 'Not', last_name: 'Yet', date_of_birth: '2199-01-01' };
      expect(await wrong(unborn)).toEqual(['patient.date_of_birth']);
    });
  });
});
