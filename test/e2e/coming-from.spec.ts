import { Clinic, made } from '../support/clinic.js';
import { type Answer, HttpClient, type JsonBody } from '../support/http-client.js';
import { idsOf } from '../support/world.js';
import { at, day, newFacility } from './coming-from.world.js';

/** Walks the flows of three of the documents that docs/coming-from.md maps, with their own examples. */
describe('coming from', () => {
  let here: Clinic;

  beforeAll(async () => {
    here = await Clinic.open();
  });

  afterAll(() => here.close());

  describe('S0, OpenCare-Africa', () => {
    const books = async (client: HttpClient, more: object = {}): Promise<Answer> => {
      const [patient, provider] = [await here.newPatient(), await here.newProvider()];
      return client.post('/appointments/', {
        patient_id: patient.id,
        provider_id: provider.id,
        facility_id: here.facility.id,
        appointment_type: 'consultation',
        reason: 'Routine checkup',
        start_time: at('10:00'),
        end_time: at('10:30'),
        ...more,
      });
    };

    it('creates, reads, changes and deletes, with a trailing slash', async () => {
      const { status, body } = await books(here.admin);
      expect(status).toBe(201);
      expect(body).toMatchObject({
        patient_name: 'Amina Otieno',
        provider_name: 'Dr. Sarah Nakamya',
        facility_name: 'Hope Clinic',
        appointment_type: 'consultation',
        reason: 'Routine checkup',
        status: 'scheduled',
        start_time: at('10:00'),
        end_time: at('10:30'),
        duration_minutes: 30,
        is_upcoming: true,
        created_at: expect.any(String),
        updated_at: expect.any(String),
      });
      const path = `/appointments/${body.id}/`;
      const read = await here.admin.get(path);
      expect(read.body).toMatchObject({ id: body.id, notifications_sent: expect.any(Array) });
      expect((await here.admin.patch(path, { reason: 'Annual checkup' })).body.reason).toBe('Annual checkup');
      const moved = await here.admin.put(path, { start_time: at('11:00'), end_time: at('11:45') });
      expect([moved.status, moved.body.duration_minutes]).toEqual([200, 45]);
      expect((await here.admin.delete(path)).status).toBe(204);
      expect((await here.admin.get(path)).status).toBe(404);
      expect(await here.world.eventsOf(body.id)).toEqual([
        'appointment.created',
        'appointment.updated',
        'appointment.rescheduled',
        'appointment.cancelled',
        'appointment.deleted',
      ]);
    });

    it('names all three conflicts in its own words, as 409', async () => {
      const room = await newFacility(here, 'One Room');
      const first = (await books(here.admin, { facility_id: room.id })).body;
      const { status, body } = await here.admin.post('/appointments/', {
        patient_id: first.patient_id,
        provider_id: first.provider_id,
        facility_id: room.id,
        start_time: at('10:15'),
        end_time: at('10:45'),
      });
      expect([status, body.code]).toEqual([409, 'booking_conflict']);
      expect(body.errors).toEqual({
        provider: ['Provider already has an appointment in this window.'],
        patient: ['Patient already has an appointment in this window.'],
        facility: ['Facility already has an appointment in this window.'],
      });
      const touching = { facility_id: room.id, start_time: at('10:30'), end_time: at('11:00') };
      const next = await books(here.admin, touching);
      expect(next.status).toBe(201);
      const back = await here.admin.patch(`/appointments/${next.body.id}/`, { start_time: at('10:20') });
      expect([back.status, Object.keys(back.body.errors)]).toEqual([409, ['facility']]);
    });

    it.each([
      ['the past', { start_time: '2020-01-15T10:00:00Z', end_time: '2020-01-15T10:30:00Z' }, 'start_time'],
      ['an end before the start', { end_time: at('09:00') }, 'end_time'],
      ['less than five minutes', { end_time: at('10:04') }, 'end_time'],
    ])('refuses %s', async (_, more, field) => {
      const { status, body } = await books(here.admin, more);
      expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
    });

    it('wants an active patient and an active, eligible provider', async () => {
      const code = async (more: object): Promise<string> => String((await books(here.admin, more)).body.code);
      const [off, sick, pharmacist] = [
        await here.newProvider({ is_active: false }),
        await here.newPatient({ is_active: false }),
        await here.newProvider({ kind: 'pharmacist' }),
      ];
      expect(await code({ provider_id: off.id })).toBe('provider_inactive');
      expect(await code({ provider_id: pharmacist.id })).toBe('provider_not_bookable');
      expect(await code({ patient_id: sick.id })).toBe('patient_inactive');
      for (const kind of ['nurse', 'midwife', 'community_worker'])
        expect((await books(here.admin, { provider_id: (await here.newProvider({ kind })).id })).status).toBe(
          201,
        );
    });

    it('lists, filters, searches and orders', async () => {
      const provider = await here.newProvider({ first_name: 'Zawadi', last_name: 'Uniquename' });
      const more = { provider_id: provider.id, facility_id: here.facility.id };
      const late = (await books(here.admin, { ...more, start_time: at('15:00'), end_time: at('15:30') }))
        .body;
      const early = (await books(here.admin, { ...more, appointment_type: 'checkup' })).body;
      const list = async (query: string): Promise<string[]> =>
        idsOf((await here.admin.get(`/appointments/?provider_id=${provider.id}&${query}`)).body);
      const all = await here.admin.get(`/appointments/?provider_id=${provider.id}`);
      expect(all.body).toMatchObject({ count: 2, next: null, previous: null });
      expect(idsOf(all.body)).toEqual([early.id, late.id]);
      expect(await list('ordering=-start_time')).toEqual([late.id, early.id]);
      expect(await list('ordering=created_at')).toEqual([late.id, early.id]);
      expect(await list(`patient_id=${late.patient_id}`)).toEqual([late.id]);
      expect(await list(`facility_id=${here.facility.id}&status=scheduled`)).toHaveLength(2);
      expect(await list('status=completed,cancelled,no_show')).toEqual([]);
      expect(await list('appointment_type=checkup')).toEqual([early.id]);
      expect(await list(`search=${late.patient_id}`)).toEqual([late.id]);
      expect(idsOf((await here.admin.get('/appointments/?search=zawadi')).body)).toHaveLength(2);
      expect(idsOf((await here.admin.get(`/appointments/by-provider/${provider.id}/`)).body)).toHaveLength(2);
      expect(idsOf((await here.admin.get(`/appointments/by-patient/${early.patient_id}/`)).body)).toEqual([
        early.id,
      ]);
      await here.admin.post(`/appointments/${late.id}/cancel/`);
      const upcoming = await here.admin.get(`/appointments/upcoming/?provider_id=${provider.id}`);
      expect(idsOf(upcoming.body)).toEqual([early.id]);
    });

    it('checks for conflicts without changing anything', async () => {
      const provider = await here.newProvider();
      const jane = await here.newPatient({ first_name: 'Jane', last_name: 'Doe' });
      const theirs = { provider_id: provider.id, start_time: at('10:15'), end_time: at('10:45') };
      const taken = (await books(here.admin, { ...theirs, patient_id: jane.id })).body;
      const mine = (
        await books(here.admin, { provider_id: provider.id, start_time: at('12:00'), end_time: at('12:30') })
      ).body;
      const path = `/appointments/${mine.id}/check-conflicts/`;
      expect((await here.admin.post(path)).body).toEqual({ has_conflicts: false, conflicts: {} });
      const whatIf = await here.admin.post(path, { start_time: at('10:00'), end_time: at('10:30') });
      expect(whatIf.body).toEqual({
        has_conflicts: true,
        conflicts: {
          provider: [
            {
              id: taken.id,
              start_time: at('10:15'),
              end_time: at('10:45'),
              patient_first_name: 'Jane',
              patient_last_name: 'Doe',
            },
          ],
        },
      });
    });

    it.each([
      ['cancel', 'cancelled', 201],
      ['complete', 'completed', 201],
      ['mark-no-show', 'no_show', 409],
    ])('%s leads to %s, once, and says whether the time is free', async (action, status, again) => {
      const { body } = await books(here.admin);
      const done = await here.admin.post(`/appointments/${body.id}/${action}/`);
      expect([done.status, done.body.status]).toEqual([200, status]);
      const refused = await here.admin.post(`/appointments/${body.id}/${action}/`);
      expect([refused.status, refused.body.code]).toEqual([409, 'illegal_transition']);
      const { patient_id, provider_id } = body;
      expect((await books(here.admin, { patient_id, provider_id })).status).toBe(again);
    });

    it('lets admins and providers manage, patients see their own, and strangers nothing', async () => {
      const provider = await here.world.signIn('provider');
      const patient = await here.world.signIn('patient');
      const { body } = await books(provider, { provider_id: undefined, patient_id: patient.me.patient_id });
      expect(body.provider_id).toBe(provider.me.provider_id);
      for (const client of [here.admin, here.staff, provider, patient])
        expect((await client.get(`/appointments/${body.id}/`)).status).toBe(200);
      expect((await (await here.world.signIn('patient')).get(`/appointments/${body.id}/`)).status).toBe(404);
      expect((await (await here.world.signIn('provider')).get(`/appointments/${body.id}/`)).status).toBe(404);
      expect((await new HttpClient(here.world.app).get('/appointments/')).status).toBe(401);
      expect((await patient.post(`/appointments/${body.id}/complete/`)).status).toBe(403);
      expect((await patient.delete(`/appointments/${body.id}/`)).status).toBe(403);
      expect((await provider.post(`/appointments/${body.id}/cancel/`)).body.cancelled_by).toBe('provider');
    });
  });

  describe('S1, MediLoop', () => {
    const books = async (more: object = {}): Promise<JsonBody> => {
      const [patient, practitioner] = [await here.newPatient(), await here.newProvider()];
      return made(
        here.staff.post('/appointments/', {
          patient_uhid: patient.uhid,
          provider_id: practitioner.id,
          service_type: 'consultation',
          specialty: 'general-practice',
          start_time: at('10:00', 21),
          duration_minutes: 30,
          facility_id: here.facility.id,
          reason: 'General checkup',
          patient_instruction: 'Please bring previous test results',
          ...more,
        }),
      );
    };

    it('books by UHID and answers with everything of its appointment', async () => {
      const body = await books({ appointment_type: 'routine' });
      expect(body).toMatchObject({
        appointment_number: expect.stringMatching(/^APT-\d{4}-\d{6}$/),
        patient_uhid: expect.stringMatching(/^[A-Z]{2}\d{9}[A-Z]$/),
        patient_name: 'Amina Otieno',
        provider_name: 'Dr. Sarah Nakamya',
        facility_name: 'Hope Clinic',
        status: 'scheduled',
        service_type: 'consultation',
        appointment_type: 'routine',
        end_time: at('10:30', 21),
        duration_minutes: 30,
        priority: 5,
        patient_instruction: 'Please bring previous test results',
        notes: null,
      });
      const bare = { duration_minutes: undefined, facility_id: null, service_type: undefined };
      expect(await books(bare)).toMatchObject({
        duration_minutes: 30,
        facility_id: null,
        facility_name: null,
      });
      for (const type of ['walk_in', 'checkup', 'follow_up', 'emergency'])
        expect((await books({ appointment_type: type, priority: 1 })).appointment_type).toBe(type);
    });

    it('lists by UHID, practitioner, facility, dates and what is to come', async () => {
      const one = await books();
      const list = async (query: string): Promise<string[]> =>
        idsOf((await here.staff.get(`/appointments/?patient_uhid=${one.patient_uhid}&${query}`)).body);
      expect(await list('upcoming_only=true')).toEqual([one.id]);
      expect(await list(`provider_id=${one.provider_id}&facility_id=${here.facility.id}`)).toEqual([one.id]);
      expect(await list(`date_from=${day(21)}&date_to=${day(21)}`)).toEqual([one.id]);
      expect(await list(`date_from=${day(22)}`)).toEqual([]);
      const byPatient = await here.staff.get(`/appointments/by-patient/${one.patient_uhid}/`);
      expect(idsOf(byPatient.body)).toEqual([one.id]);
    });

    it('reschedules and keeps id, number and length', async () => {
      const one = await books();
      const { status, body } = await here.staff.post(`/appointments/${one.id}/reschedule/`, {
        start_time: at('14:00', 23),
        reason: 'Provider schedule conflict',
      });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        id: one.id,
        appointment_number: one.appointment_number,
        status: 'scheduled',
        end_time: at('14:30', 23),
        rescheduled_at: expect.any(String),
      });
      const history = (await here.staff.get(`/appointments/${one.id}/history`)).body;
      expect((history.results as JsonBody[]).at(-1)).toMatchObject({
        type: 'appointment.rescheduled',
        details: { reason: 'Provider schedule conflict' },
      });
    });

    it('arrived, checked in, fulfilled; or not shown', async () => {
      const { id } = await books();
      const status = async (action: string, of: string): Promise<string> =>
        String((await here.staff.post(`/appointments/${of}/${action}/`)).body.status);
      expect(await status('arrive', id)).toBe('arrived');
      expect(await status('check-in', id)).toBe('checked_in');
      expect(await status('complete', id)).toBe('completed');
      expect(await status('mark-no-show', (await books()).id)).toBe('no_show');
    });

    it('searches free slots by specialty and books one of them, once', async () => {
      const practitioner = await here.newProvider({ specialties: ['general_practice'] });
      const [patient, other] = [await here.newPatient(), await here.newPatient()];
      const day = at('00:00', 20).slice(0, 10);
      const search = `date_from=${day}&date_to=${day}&specialty=general-practice&facility_id=${here.facility.id}`;
      const { status, body } = await here.staff.get(
        `/appointments/availability/?${search}&duration_minutes=30`,
      );
      expect(status).toBe(200);
      const slot = body.results.find((row: JsonBody) => row.provider_id === practitioner.id);
      expect(slot).toMatchObject({ status: 'free', facility_name: here.facility.name });
      const booked = await made(
        here.staff.post('/appointments/', { slot_id: slot.slot_id, patient_uhid: patient.uhid }),
      );
      expect(booked).toMatchObject({
        provider_id: practitioner.id,
        start_time: slot.start_time,
        end_time: slot.end_time,
      });
      const late = await here.staff.post('/appointments/', {
        slot_id: slot.slot_id,
        patient_uhid: other.uhid,
      });
      expect([late.status, late.body.code]).toEqual([409, 'booking_conflict']);
    });

    it('cancels with a code and a text', async () => {
      const { id } = await books();
      const { body } = await here.staff.post(`/appointments/${id}/cancel/`, {
        reason_code: 'patient_request',
        reason_text: 'Patient unable to attend',
      });
      expect(body).toMatchObject({
        status: 'cancelled',
        cancellation_reason_code: 'patient_request',
        cancellation_reason_text: 'Patient unable to attend',
        cancelled_at: expect.any(String),
        cancelled_by: 'staff',
      });
    });
  });

  describe('S2, Eka Care', () => {
    it('adds the patient, books, checks in, reads, cancels and books again', async () => {
      const doctor = await here.newProvider();
      const patient = await here.newPatient({ phone_number: '+919876543210' });
      const slot = { patient_id: patient.id, provider_id: doctor.id, facility_id: here.facility.id };
      const start_time = at('10:00', 24);
      const asked = { ...slot, start_time, appointment_type: 'consultation', payment_mode: 'online' };
      const booked = await made(here.staff.post('/appointments', asked));
      expect((await here.staff.post(`/appointments/${booked.id}/check-in`)).body.status).toBe('checked_in');
      const details = await here.staff.get(`/appointments/${booked.id}`);
      expect(details.body).toMatchObject({ payment_mode: 'online', checked_in_at: expect.any(String) });
      expect((await here.staff.post(`/appointments/${booked.id}/cancel`)).status).toBe(200);
      const again = await made(here.staff.post('/appointments', asked));
      expect(again.id).not.toBe(booked.id);
    });

    it('books for a patient who is not in the directory yet, and finds them the next time', async () => {
      const doctor = await here.newProvider();
      const patient = { first_name: 'Ravi', last_name: 'Menon', phone_number: '+919812345678' };
      const asked = { patient, provider_id: doctor.id };
      const first = await made(here.staff.post('/appointments', { ...asked, start_time: at('10:00', 25) }));
      const next = await made(here.staff.post('/appointments', { ...asked, start_time: at('11:00', 25) }));
      expect(first.patient_name).toBe('Ravi Menon');
      expect(next.patient_id).toBe(first.patient_id);
      const known = await here.staff.get(`/patients?search=${first.patient_uhid}`);
      expect(known.body.results[0]).toMatchObject({ id: first.patient_id, phone_number: '+919812345678' });
    });
  });
});
