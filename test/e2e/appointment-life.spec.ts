import { v7 as uuidv7 } from 'uuid';
import { NO_SUCH_ID } from '../../src/domain/errors.js';
import type { JsonBody } from '../support/http-client.js';
import { Clinic, made, stripped } from '../support/clinic.js';
import type { Person, World } from '../support/world.js';
import { at, dayAhead } from '../support/dates.js';

describe('the life of an appointment', () => {
  let clinic: Clinic;
  let world: World;
  let admin: Person;
  let staff: Person;
  const newPatient = (more: object = {}): Promise<JsonBody> => clinic.newPatient(more);
  const newProvider = (more: object = {}): Promise<JsonBody> => clinic.newProvider(more);
  const newBooking = (more: object = {}): Promise<JsonBody> => clinic.newBooking(more);

  beforeAll(async () => {
    clinic = await Clinic.open();
    ({ world, admin, staff } = clinic);
  });

  afterAll(() => clinic.close());

  describe('by role', () => {
    it('lets patients book, see and cancel their own only, without the clinic’s notes', async () => {
      const patient = await world.signIn('patient');
      const [stranger, provider] = [await world.signIn('patient'), await newProvider()];
      const booked = await patient.post('/appointments', {
        provider_id: provider.id,
        start_time: at('10:00'),
        reason: 'Cough',
      });
      expect(booked.status).toBe(201);
      expect(booked.body.patient_id).toBe(patient.me.patient_id);
      await staff.patch(`/appointments/${booked.body.id}`, { notes: 'Owes money' });
      const own = await patient.get(`/appointments/${booked.body.id}`);
      expect(own.status).toBe(200);
      expect(JSON.stringify(own.body)).not.toContain('Owes money');
      expect(own.body.allowed_actions).toEqual(['cancel', 'reschedule', 'update']);
      const unknown = await stranger.get('/appointments/019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10');
      const theirs = await stranger.get(`/appointments/${booked.body.id}`);
      expect(stripped(theirs)).toEqual(stripped(unknown));
      expect((await stranger.get('/appointments')).body.count).toBe(0);
      expect((await stranger.post(`/appointments/${booked.body.id}/cancel`)).status).toBe(404);
      const forOther = await patient.post('/appointments', {
        provider_id: provider.id,
        patient_id: stranger.me.patient_id,
        start_time: at('12:00'),
      });
      expect([forOther.status, forOther.body.code]).toEqual([403, 'forbidden']);
      const cancelled = await patient.post(`/appointments/${booked.body.id}/cancel`, {
        reason_code: 'patient_request',
      });
      expect(cancelled.body).toMatchObject({
        status: 'cancelled',
        cancelled_by: 'patient',
        cancellation_reason_code: 'patient_request',
        allowed_actions: [],
      });
    });

    it('shows each of many who ask at the same time what they would see alone', async () => {
      const foreign = await world.signIn('admin', { organization_id: world.otherOrganizationId });
      const patients = [await world.signIn('patient'), await world.signIn('patient')] as const;
      const providers = [await world.signIn('provider'), await world.signIn('provider')] as const;
      const visits = await Promise.all(
        patients.map(({ me: { patient_id } }, n) => {
          const provider_id = providers[n]?.me.provider_id;
          return newBooking({ patient_id, provider_id, start_time: at(`1${n}:00`), notes: 'Owes money' });
        }),
      );
      const asked = [admin, staff, foreign, ...patients, ...providers].flatMap((person) =>
        visits.map(
          ({ id }) =>
            () =>
              person.get(`/appointments/${id}`),
        ),
      );
      const alone: object[] = [];
      for (const ask of asked) alone.push(stripped(await ask()));
      const together = await Promise.all([...asked, ...asked, ...asked].map((ask) => ask()));
      expect(together.map(stripped)).toEqual([...alone, ...alone, ...alone]);
      expect(together.slice(0, asked.length).map(({ status }) => status)).toEqual([
        ...[200, 200, 200, 200],
        ...[404, 404],
        ...[200, 404, 404, 200],
        ...[200, 404, 404, 200],
      ]);
    });

    it('lets a patient change the reason and nothing else', async () => {
      const patient = await world.signIn('patient');
      const provider = await newProvider();
      const { body } = await patient.post('/appointments', {
        provider_id: provider.id,
        start_time: at('10:00'),
      });
      expect((await patient.patch(`/appointments/${body.id}`, { reason: 'Fever' })).body.reason).toBe(
        'Fever',
      );
      expect((await patient.patch(`/appointments/${body.id}`, { priority: 1 })).status).toBe(403);
      expect((await patient.put(`/appointments/${body.id}`, { reason: 'x' })).status).toBe(403);
      expect((await patient.delete(`/appointments/${body.id}`)).status).toBe(403);
      expect((await patient.post(`/appointments/${body.id}/complete`)).status).toBe(403);
    });

    it('lets a provider work on their own appointments only, and write provider_notes', async () => {
      const provider = await world.signIn('provider');
      const other = await world.signIn('provider');
      const patient = await newPatient();
      const { status, body } = await provider.post('/appointments', {
        patient_id: patient.id,
        start_time: at('10:00'),
      });
      expect(status).toBe(201);
      expect(
        (await provider.patch(`/appointments/${body.id}`, { provider_notes: 'BP 120/80' })).body
          .provider_notes,
      ).toBe('BP 120/80');
      expect((await staff.patch(`/appointments/${body.id}`, { provider_notes: 'x' })).status).toBe(403);
      expect((await other.get(`/appointments/${body.id}`)).status).toBe(404);
      expect((await other.post(`/appointments/${body.id}/complete`)).status).toBe(404);
      const foreign = await provider.post('/appointments', {
        patient_id: patient.id,
        provider_id: other.me.provider_id,
        start_time: at('12:00'),
      });
      expect(foreign.status).toBe(403);
    });
  });

  describe('life', () => {
    it('goes from arrival to completion, and nowhere from there', async () => {
      const { id } = await newBooking();
      for (const [step, status, stamp] of [
        ['arrive', 'arrived', 'arrived_at'],
        ['check-in', 'checked_in', 'checked_in_at'],
        ['start', 'in_progress', 'started_at'],
        ['complete', 'completed', 'completed_at'],
      ]) {
        const { status: code, body } = await staff.post(`/appointments/${id}/${step}`);
        expect([code, body.status]).toEqual([200, status]);
        expect(body[stamp ?? '']).not.toBeNull();
      }
      const again = await staff.post(`/appointments/${id}/cancel`);
      expect([again.status, again.body.code]).toEqual([409, 'illegal_transition']);
      expect(again.body.detail).toBe('An appointment that is completed cannot become cancelled.');
    });

    it('frees the time by cancelling, and keeps it for a no-show', async () => {
      const gone = await newBooking();
      await staff.post(`/appointments/${gone.id}/cancel`);
      const again = {
        patient_id: gone.patient_id,
        provider_id: gone.provider_id,
        start_time: gone.start_time,
      };
      const second = await made(staff.post('/appointments', again));
      await staff.post(`/appointments/${second.id}/mark-no-show`);
      expect((await staff.post('/appointments', again)).status).toBe(409);
    });

    it('moves, never blocked by itself, and where it cannot, stays', async () => {
      const one = await newBooking();
      const patient = await newPatient();
      await made(
        staff.post('/appointments', {
          patient_id: patient.id,
          provider_id: one.provider_id,
          start_time: at('12:00'),
        }),
      );
      const moved = await staff.post(`/appointments/${one.id}/reschedule`, {
        start_time: at('10:15'),
        reason: 'Traffic',
      });
      expect(moved.body).toMatchObject({
        id: one.id,
        start_time: at('10:15'),
        end_time: at('10:45'),
        version: 2,
        status: 'scheduled',
      });
      expect(moved.body.rescheduled_at).not.toBeNull();
      const refused = await staff.post(`/appointments/${one.id}/reschedule`, { start_time: at('11:45') });
      expect([refused.status, refused.body.code]).toEqual([409, 'booking_conflict']);
      expect(refused.body.errors).toEqual({
        provider: ['Provider already has an appointment in this window.'],
      });
      expect((await staff.get(`/appointments/${one.id}`)).body).toMatchObject({
        start_time: at('10:15'),
        version: 2,
      });
      const elsewhere = await newProvider();
      const given = await staff.post(`/appointments/${one.id}/reschedule`, {
        start_time: at('11:45'),
        provider_id: elsewhere.id,
      });
      expect(given.body).toMatchObject({ provider_id: elsewhere.id, start_time: at('11:45'), version: 3 });
    });

    it('keeps its length, and is not moved, by the topics that it has', async () => {
      const topic_ids = [clinic.topic.id];
      const one = await newBooking({ topic_ids, duration_minutes: 60 });
      const same = await staff.patch(`/appointments/${one.id}`, { topic_ids, reason: 'Cough' });
      expect(same.body).toMatchObject({ duration_minutes: 60, rescheduled_at: null, reason: 'Cough' });
      await staff.post(`/appointments/${one.id}/arrive`);
      const later = await staff.patch(`/appointments/${one.id}`, { topic_ids, reason: 'A bad cough' });
      expect([later.status, later.body.reason]).toEqual([200, 'A bad cough']);
      expect((await staff.patch(`/appointments/${one.id}`, { topic_ids: [] })).body.code).toBe(
        'illegal_transition',
      );
    });

    it('keeps its patient: what was said about one is not for another', async () => {
      const { id, patient_id } = await newBooking();
      const other = await newPatient();
      const refused = await staff.patch(`/appointments/${id}`, { patient_id: other.id });
      expect([refused.status, Object.keys(refused.body.errors)]).toEqual([400, ['patient_id']]);
      expect((await staff.put(`/appointments/${id}`, { patient_id, reason: 'Cough' })).body.reason).toBe(
        'Cough',
      );
    });

    it('refuses whoever saw an older version', async () => {
      const { id } = await newBooking();
      const stale = await staff.patch(`/appointments/${id}`, { reason: 'a' }, { 'if-match': '"7"' });
      expect([stale.status, stale.body.code]).toEqual([412, 'stale_version']);
      expect(
        (await staff.patch(`/appointments/${id}`, { reason: 'a' }, { 'if-match': '"1"' })).headers['etag'],
      ).toBe('"2"');
      expect((await staff.post(`/appointments/${id}/confirm`, undefined, { 'if-match': '"1"' })).status).toBe(
        412,
      );
    });

    it('lets one of two people at once win', async () => {
      const { id } = await newBooking();
      const answers = await Promise.all([
        staff.post(`/appointments/${id}/complete`),
        admin.post(`/appointments/${id}/cancel`),
        staff.post(`/appointments/${id}/mark-no-show`),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
      expect((await staff.get(`/appointments/${id}`)).body.version).toBe(2);
    });

    it('hides what was deleted and tells its history, oldest first', async () => {
      const { id } = await newBooking();
      await staff.patch(`/appointments/${id}`, { reason: 'Cough', start_time: at('10:00') });
      await staff.post(`/appointments/${id}/reschedule`, { start_time: at('15:00'), reason: 'Later please' });
      const { body: history } = await staff.get(`/appointments/${id}/history`);
      expect(history.results.map((event: JsonBody) => event.type)).toEqual([
        'appointment.created',
        'appointment.updated',
        'appointment.rescheduled',
      ]);
      expect(history.results[1]).toMatchObject({
        before: { reason: null, version: 1 },
        after: { reason: 'Cough', version: 2 },
      });
      expect(history.results[2]).toMatchObject({
        before: { start_time: at('10:00') },
        after: { start_time: at('15:00') },
        details: { reason: 'Later please' },
        actor_role: 'staff',
        actor_name: 'Grace Mwangi',
      });
      expect((await staff.delete(`/appointments/${id}`)).status).toBe(204);
      expect((await staff.get(`/appointments/${id}`)).status).toBe(404);
      expect(await world.eventsOf(id)).toEqual([
        'appointment.created',
        'appointment.updated',
        'appointment.rescheduled',
        'appointment.cancelled',
        'appointment.deleted',
      ]);
    });
  });

  describe('check-conflicts', () => {
    it('tells who is in the way, before and after there is an appointment', async () => {
      const one = await newBooking();
      const none = await staff.post(`/appointments/${one.id}/check-conflicts`);
      expect([none.status, none.body]).toEqual([200, { has_conflicts: false, conflicts: {} }]);
      const other = await newBooking({ start_time: at('11:00') });
      const whatIf = await staff.post(`/appointments/${one.id}/check-conflicts`, {
        provider_id: other.provider_id,
        start_time: at('11:15'),
      });
      expect(whatIf.body).toEqual({
        has_conflicts: true,
        conflicts: {
          provider: [
            {
              id: other.id,
              start_time: at('11:00'),
              end_time: at('11:30'),
              patient_first_name: 'Amina',
              patient_last_name: 'Otieno',
            },
          ],
        },
      });
      const before = await staff.post('/appointments/check-conflicts', {
        patient_id: one.patient_id,
        provider_id: one.provider_id,
        start_time: at('10:10'),
      });
      expect(Object.keys(before.body.conflicts)).toEqual(['provider', 'patient']);
      expect((await staff.post('/appointments/check-conflicts', { start_time: at('10:10') })).status).toBe(
        400,
      );
    });

    it('names the ids that are nobody’s, instead of calling the time free', async () => {
      const { id } = await newBooking();
      const nobody = { provider_id: uuidv7(), facility_id: uuidv7() };
      const unknown = { provider_id: [NO_SUCH_ID], facility_id: [NO_SUCH_ID] };
      const whatIf = await staff.post(`/appointments/${id}/check-conflicts`, nobody);
      expect([whatIf.status, whatIf.body.errors]).toEqual([400, unknown]);
      const question = { ...nobody, patient_id: uuidv7(), start_time: at('10:00') };
      const before = await staff.post('/appointments/check-conflicts', question);
      expect([before.status, before.body.errors]).toEqual([400, { ...unknown, patient_id: [NO_SUCH_ID] }]);
    });

    it('asks about the time of a visit, not about years of somebody’s diary', async () => {
      const { id, provider_id } = await newBooking();
      const years = { start_time: '1990-01-01T00:00:00Z', end_time: '2190-01-01T00:00:00Z' };
      for (const path of ['/appointments/check-conflicts', `/appointments/${id}/check-conflicts`]) {
        const { status, body } = await staff.post(path, { provider_id, ...years });
        expect([status, body.errors]).toEqual([
          400,
          { end_time: ['An appointment lasts at most 24 hours.'] },
        ]);
      }
      const day = { start_time: at('00:00'), end_time: at('00:00', dayAhead(1)) };
      const whole = await staff.post('/appointments/check-conflicts', { provider_id, ...day });
      expect(whole.body.conflicts.provider).toHaveLength(1);
    });
  });
});
