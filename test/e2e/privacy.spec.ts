import { v7 as uuidv7 } from 'uuid';
import { DeliveryRepository } from '../../src/notifications/delivery.repository.js';
import { AccessLog } from '../../src/events/access-log.js';
import { Clinic, made } from '../support/clinic.js';
import { at, dayAhead } from '../support/dates.js';
import { HttpClient, type JsonBody } from '../support/http-client.js';
import { eventually } from '../support/worker-world.js';
import { Canary, CANARIES } from './privacy.world.js';

const REASON = { reason: 'Asked for in writing.' };

describe('privacy', () => {
  let clinic: Clinic;
  let canary: Canary;

  beforeEach(async () => {
    clinic = await Clinic.open();
    canary = await Canary.hatch(clinic);
  });

  afterEach(() => clinic.close());

  const run = (statement: string, values: unknown[] = []): Promise<JsonBody[]> =>
    clinic.world.database.manager.query<JsonBody[]>(statement, values);
  const erase = (id = canary.patient.id, as: HttpClient = clinic.admin) =>
    as.post(`/patients/${id}/erase`, REASON);

  describe('an export', () => {
    it('is all that is held, for the admin', async () => {
      await clinic.staff.get(`/patients/${canary.patient.id}`);
      await clinic.world.app.get(AccessLog).flush();
      const { status, headers, body } = await clinic.admin.get(`/patients/${canary.patient.id}/export`);
      expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
      expect(body.patient).toMatchObject({
        id: canary.patient.id,
        medical_history: 'ASTHMAFINCH since 2009',
      });
      expect(body.user).toMatchObject({ id: canary.userId, national_id: '19830719' });
      expect(body.appointments.map(({ status: each }: JsonBody) => each)).toEqual(['cancelled', 'completed']);
      expect(body.appointments[1]).toMatchObject({ notes: 'canary notes', provider_notes: 'canary sings' });
      expect(body.notifications.map(({ address }: JsonBody) => address).sort()).toEqual([
        '+254***321',
        'c***@birds.example',
      ]);
      const types = body.events.map(({ type }: JsonBody) => type);
      for (const type of [
        'patient.created',
        'patient.read',
        'user.registered',
        'session.signed_in',
        'appointment.cancelled',
      ])
        expect(types).toContain(type);
      expect(body.text_messages_stopped).toBe(true);
      expect(JSON.stringify(body)).not.toMatch(/password_hash|argon2/);
      expect(await clinic.world.eventsOf(canary.patient.id)).toContain('patient.exported');
    });

    it('is what patients may see, for themselves', async () => {
      const { status, body } = await canary.client.get(`/patients/${canary.patient.id}/export`);
      expect(status).toBe(200);
      expect(body.appointments).toHaveLength(2);
      expect(JSON.stringify(body)).not.toMatch(/canary notes|canary sings|canary insists/);
      expect(Object.keys(body.events[0]).sort()).toEqual([
        'actor_role',
        'id',
        'occurred_at',
        'subject_id',
        'type',
      ]);
      const stranger = await clinic.world.signIn('patient');
      expect((await stranger.get(`/patients/${canary.patient.id}/export`)).status).toBe(404);
    });

    it('is whole after years of visits', async () => {
      const doctor = await clinic.newProvider();
      await run(
        `INSERT INTO appointment (id, organization_id, appointment_number, patient_id, provider_id, start_time, end_time, status)
         SELECT gen_random_uuid(), organization_id, 'OLD-' || n, id, $2, now() - n * interval '1 hour',
                now() - n * interval '1 hour' + interval '30 min', 'completed'
         FROM patient, generate_series(1, 1700) n WHERE id = $1`,
        [canary.patient.id, doctor.id],
      );
      await run(
        `INSERT INTO event (id, organization_id, type, subject_type, subject_id)
         SELECT gen_random_uuid(), organization_id, 'appointment.created', 'appointment', id FROM appointment
         WHERE appointment_number LIKE 'OLD-%'`,
      );
      const { body } = await clinic.admin.get(`/patients/${canary.patient.id}/export`);
      const ids = body.appointments.map(({ id }: JsonBody) => id);
      expect([ids.length, new Set(ids).size]).toEqual([1_702, 1_702]);
      expect(body.events.filter(({ type }: JsonBody) => type === 'appointment.created')).toHaveLength(1_702);
    });
  });

  describe('an erasure', () => {
    it('leaves nothing of the person anywhere in the database, and the books as they were', async () => {
      expect((await canary.foundIn()).length).toBeGreaterThan(CANARIES.length);
      const listed = async (): Promise<JsonBody[]> =>
        (await clinic.admin.get(`/appointments?patient_id=${canary.patient.id}`)).body.results;
      const before = await listed();
      const { status, body } = await erase();
      expect([status, body]).toMatchObject([
        200,
        { patient_id: canary.patient.id, appointments: 2, notifications: 2 },
      ]);
      expect(body.events).toBeGreaterThan(5);
      expect(body.stored_answers).toBeGreaterThan(5);
      expect(await canary.foundIn()).toEqual([]);
      const books = ({
        id,
        status: each,
        start_time,
        provider_id,
        appointment_number,
      }: JsonBody): object => ({
        id,
        each,
        start_time,
        provider_id,
        appointment_number,
      });
      expect((await listed()).map(books)).toEqual(before.map(books));
      const [told] = await run(`SELECT details FROM event WHERE type = 'patient.erased'`);
      expect(told).toMatchObject({ details: { ...REASON, appointments: 2 } });
    });

    it('ends the account at once, and frees what it was known by', async () => {
      await erase();
      expect((await canary.client.get('/auth/me')).status).toBe(401);
      const nobody = new HttpClient(clinic.world.app);
      const { email, password } = canary;
      expect((await nobody.post('/auth/login', { identifier: email, password })).status).toBe(401);
      const closed = `${canary.userId}@erased.invalid`;
      expect((await nobody.post('/auth/login', { identifier: closed, password })).status).toBe(401);
      const again = {
        first_name: 'New',
        last_name: 'Person',
        email,
        password,
        national_id: '19830719',
        role: 'patient',
      };
      await made(nobody.post('/auth/register', again));
    });

    it('has no way back', async () => {
      const { id } = canary.patient;
      const first = (await erase()).body;
      expect((await erase()).body).toEqual(first);
      const named = await clinic.admin.patch(`/patients/${id}`, { first_name: 'Canary' });
      expect([named.status, named.body.code]).toEqual([409, 'erased']);
      const woken = await clinic.admin.post(`/users/${canary.userId}/activate`);
      expect([woken.status, woken.body.code]).toEqual([409, 'erased']);
      for (const table of ['patient', 'user_account'])
        await expect(run(`UPDATE ${table} SET erased_at = NULL WHERE erased_at IS NOT NULL`)).rejects.toThrow(
          'stays so',
        );
      expect(await clinic.world.eventsOf(id)).toContain('patient.erased');
    });

    it('waits until nobody expects the patient', async () => {
      const doctor = await clinic.newProvider();
      const start_time = at('15:00', dayAhead(2));
      const visit = await made(canary.client.post('/appointments', { provider_id: doctor.id, start_time }));
      const refused = await erase();
      expect([refused.status, refused.body.code]).toEqual([409, 'has_appointments']);
      expect((await canary.client.get('/auth/me')).status).toBe(200);
      await canary.client.post(`/appointments/${visit.id}/cancel`);
      expect((await erase()).status).toBe(200);
    });

    it('and a booking at the same moment: one of them wins', async () => {
      const outcomes = new Set<string>();
      for (let round = 0; round < 6; round++) {
        const patient = await clinic.newPatient();
        const doctor = await clinic.newProvider();
        const visit = { patient_id: patient.id, provider_id: doctor.id, start_time: at('16:00') };
        const [booked, erased] = await Promise.all([
          clinic.staff.post('/appointments', visit),
          erase(patient.id),
        ]);
        outcomes.add(`${booked.status}/${booked.body.code} ${erased.status}/${erased.body.code}`);
      }
      const fair = ['201/undefined 409/has_appointments', '409/patient_inactive 200/undefined'];
      for (const outcome of outcomes) expect(fair).toContain(outcome);
    });

    it('is found by a booking that was under way when it began', async () => {
      const patient = await clinic.newPatient();
      const doctor = await clinic.newProvider();
      await erase(patient.id);
      const late = run(
        `INSERT INTO appointment (id, organization_id, appointment_number, patient_id, provider_id, start_time, end_time)
         SELECT $3, organization_id, 'LATE', id, $2, now() + interval '1 day', now() + interval '1 day 1 hour'
         FROM patient WHERE id = $1`,
        [patient.id, doctor.id, uuidv7()],
      );
      await expect(late).rejects.toThrow('the patient was erased');
    });

    /** As a worker says it that read the address before. */
    const markSent = (id: string): Promise<void> =>
      new DeliveryRepository().markSent(clinic.world.database.manager, id, {
        gateway: 'smtp',
        gateway_message_id: 'canary-late',
        address_hint: 'c***@birds.example',
      });

    it('and a message that is on its way at the same moment: no address stays, nor comes back', async () => {
      const on = async (channel: string): Promise<string> => {
        const [{ id }] = await run(
          `INSERT INTO notification (id, organization_id, event_id, appointment_id, event, recipient, recipient_id, channel)
           SELECT gen_random_uuid(), organization_id, id, subject_id, 'cancelled', 'patient', $1, $2
           FROM event WHERE type = 'appointment.cancelled' RETURNING id`,
          [canary.patient.id, channel],
        );
        return String(id);
      };
      const [email, sms] = [await on('email'), await on('sms')];
      const [{ status }] = await Promise.all([erase(), markSent(email)]);
      await markSent(sms);
      expect(status).toBe(200);
      expect(await canary.foundIn()).toEqual([]);
      expect(
        await run(`SELECT DISTINCT status FROM notification WHERE id = ANY ($1)`, [[email, sms]]),
      ).toEqual([{ status: 'sent' }]);
    });

    it('waits for who is making messages of an event just then', async () => {
      const [visit] = await run(`SELECT id FROM appointment WHERE patient_id = $1`, [canary.patient.id]);
      await run(
        `INSERT INTO event (id, organization_id, type, subject_type, subject_id)
         SELECT gen_random_uuid(), organization_id, 'appointment.reminder_due', 'appointment', id FROM appointment WHERE id = $1`,
        [visit.id],
      );
      const waits = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
      let erasing: ReturnType<typeof erase> | undefined;
      await clinic.world.database.transaction(async (tx) => {
        await tx.query(
          `WITH taken AS (
             UPDATE event SET relayed_at = now() WHERE type = 'appointment.reminder_due' RETURNING organization_id, id, subject_id)
           INSERT INTO notification (id, organization_id, event_id, appointment_id, event, recipient, recipient_id, channel, address_hint)
           SELECT gen_random_uuid(), organization_id, id, subject_id, 'reminder', 'patient', $1, 'email', 'c***@birds.example'
           FROM taken`,
          [canary.patient.id],
        );
        erasing = erase();
        await Promise.race([erasing, eventually(async () => expect(await run(waits)).not.toEqual([]))]);
      });
      expect((await erasing)?.status).toBe(200);
      expect(await canary.foundIn()).toEqual([]);
    });

    it('leaves the answers of other organizations, whoever is called the same there', async () => {
      const [{ id }] = await run(
        `WITH other AS (INSERT INTO organization (id, name, code, country_code) VALUES (gen_random_uuid(), 'Another', 'another', 'KE') RETURNING id)
         INSERT INTO user_account (id, organization_id, role, email, first_name, last_name, password_hash)
         SELECT gen_random_uuid(), id, 'staff', 'desk@other.example', 'Desk', 'Other', '' FROM other RETURNING id`,
      );
      await run(`INSERT INTO idempotency_key (scope, key, request_hash, answer) VALUES ($1, 'k', '', $2)`, [
        id,
        { body: { first_name: 'Canary', last_name: 'Canarybird' } },
      ]);
      await erase();
      expect(await run(`SELECT scope FROM idempotency_key WHERE scope = $1`, [id])).toEqual([{ scope: id }]);
    });

    it('reaches the log of a file that was removed for good', async () => {
      const lost = await clinic.newPatient({ first_name: 'Gone', last_name: 'Goldfinchly' });
      await clinic.staff.delete(`/patients/${lost.id}`);
      const said = (): Promise<JsonBody[]> => run(`SELECT 1 FROM event e WHERE e::text LIKE '%Goldfinchly%'`);
      expect(await said()).not.toEqual([]);
      const first = (await erase(lost.id)).body;
      expect(await said()).toEqual([]);
      expect((await erase(lost.id)).body).toEqual({ ...first, erased_at: expect.any(String) });
      expect((await erase(uuidv7())).status).toBe(404);
    });

    it('is of patients only: the ids of others are those of nobody', async () => {
      const doctor = await clinic.newProvider();
      const [visit] = await run(`SELECT id FROM appointment WHERE patient_id = $1`, [canary.patient.id]);
      for (const id of [doctor.id, canary.userId, visit.id]) expect((await erase(id)).status).toBe(404);
    });
  });

  describe('the log', () => {
    it('lets nobody blank, change or remove anything else', async () => {
      const refused = 'events are never changed or removed';
      const of = `subject_id = '${canary.patient.id}'`;
      const blank = `before = without_person(before), after = without_person(after), details = without_person(details)`;
      await expect(run(`UPDATE event SET ${blank} WHERE ${of} AND type = 'patient.created'`)).rejects.toThrow(
        refused,
      );
      await erase();
      await expect(run(`UPDATE event SET after = '{}' WHERE ${of}`)).rejects.toThrow(refused);
      await expect(run(`UPDATE event SET ${blank}, actor_id = NULL WHERE ${of}`)).rejects.toThrow(refused);
      await expect(run(`UPDATE event SET details = '{}' WHERE type = 'patient.erased'`)).rejects.toThrow(
        refused,
      );
      await expect(run(`DELETE FROM event WHERE type = 'session.signed_in'`)).rejects.toThrow(refused);
      await expect(run(`TRUNCATE event CASCADE`)).rejects.toThrow(refused);
    });

    it('knows of every column of a person whether it is blanked', async () => {
      const KEPT = {
        patient: 'id organization_id user_id is_active version created_at updated_at erased_at',
        user_account: 'id organization_id role is_active admin_seat version created_at updated_at erased_at',
        appointment: `id organization_id appointment_number patient_id provider_id facility_id status start_time end_time
          buffer_before_minutes buffer_after_minutes appointment_type service_type specialty modality priority payment_mode
          hold_expires_at confirmed_at arrived_at checked_in_at started_at completed_at no_show_at rescheduled_at
          cancelled_at cancelled_by cancellation_reason_code deleted_at created_by version created_at updated_at`,
      };
      for (const [table, kept] of Object.entries(KEPT)) {
        const [{ left }] = await run(
          `SELECT array(SELECT jsonb_object_keys(without_person(jsonb_object_agg(column_name, 1)))) AS left
           FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1`,
          [table],
        );
        expect({ table, left: [...left].sort() }).toEqual({ table, left: kept.split(/\s+/).sort() });
      }
    });
  });
});
