import { v7 as uuidv7 } from 'uuid';
import { at, dayAhead } from '../support/dates.js';
import { Clinic, made } from '../support/clinic.js';
import { HttpClient, type JsonBody } from '../support/http-client.js';
import type { World } from '../support/world.js';

/** What tells who somebody is, or what they said: found anywhere in the database, it was not erased. */
export const CANARIES = [
  'canary',
  '19830719',
  '1983-07-19',
  '712000321',
  '+254***321',
  'c***@birds.example',
  'ASTHMAFINCH',
];

/** A patient of whom everything is known that can be known, in every place where it is kept. */
export class Canary {
  readonly email = 'canary.bird@birds.example';
  readonly password = 'correct horse battery';

  private constructor(
    readonly clinic: Clinic,
    readonly patient: JsonBody,
    readonly client: HttpClient,
    readonly userId: string,
  ) {}

  static async hatch(clinic: Clinic): Promise<Canary> {
    const nobody = new HttpClient(clinic.world.app);
    const said = {
      role: 'patient',
      first_name: 'Canary',
      last_name: 'Canarybird',
      email: 'canary.bird@birds.example',
      national_id: '19830719',
      phone_number: '+254712000321',
      date_of_birth: '1983-07-19',
      sex: 'female',
      medical_history: 'ASTHMAFINCH',
      password: 'correct horse battery',
    };
    const key = { 'Idempotency-Key': uuidv7() };
    const user = await made(nobody.post('/auth/register', said, key));
    await clinic.admin.post(`/users/${user.id}/activate`, undefined, { 'Idempotency-Key': uuidv7() });
    const { body } = await nobody.post('/auth/login', { identifier: said.email, password: said.password });
    const client = nobody.as(body.access_token);
    const me = (await client.get('/auth/me')).body;
    const patient = (await client.get(`/patients/${me.patient_id}`)).body;
    const canary = new Canary(clinic, patient, client, user.id);
    await canary.live();
    return canary;
  }

  /** A visit that is over, as far as the database is concerned. */
  async past(id: string, status = 'completed'): Promise<void> {
    await this.world.database.manager.query(
      `UPDATE appointment SET start_time = now() - interval '2 days', end_time = now() - interval '2 days' + interval '30 min',
         status = $2 WHERE id = $1`,
      [id, status],
    );
  }

  /** The tables in which one of the canaries still stands. */
  async foundIn(): Promise<string[]> {
    const { manager } = this.world.database;
    const tables = await manager.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await manager.query<{ text: string }[]>(`SELECT t::text AS text FROM "${name}" t`);
      for (const { text } of rows)
        for (const canary of CANARIES)
          if (text.toLowerCase().includes(canary.toLowerCase())) found.push(`${name}: ${canary}`);
    }
    return [...new Set(found)];
  }

  private get world(): World {
    return this.clinic.world;
  }

  /** Everything that writes something about them down. */
  private async live(): Promise<void> {
    const { staff, world } = this.clinic;
    const { id } = this.patient;
    const key = (): Record<string, string> => ({ 'Idempotency-Key': uuidv7() });
    const doctor = await this.clinic.newProvider();
    const visit = { provider_id: doctor.id, reason: 'canary cough' };
    const moved = await made(this.client.post('/appointments', { ...visit, start_time: at('09:00') }, key()));
    await this.client.post(
      `/appointments/${moved.id}/reschedule`,
      { start_time: at('10:00'), reason: 'canary moves' },
      key(),
    );
    await this.client.post(`/appointments/${moved.id}/cancel`, { reason_text: 'canary left' }, key());
    const override_reason = 'canary insists';
    const seen = await made(
      staff.post(
        '/appointments',
        {
          ...visit,
          patient_id: id,
          start_time: at('11:00', dayAhead(1)),
          notes: 'canary notes',
          patient_instruction: 'canary, fast',
          override_reason,
        },
        key(),
      ),
    );
    await staff.post('/appointments/check-conflicts', { patient_id: id, start_time: seen.start_time }, key());
    await staff.patch(`/appointments/${seen.id}`, { reason: 'canary fever' });
    await world.database.manager.query(
      `UPDATE appointment SET provider_notes = 'canary sings' WHERE id = $1`,
      [seen.id],
    );
    await this.past(seen.id);
    await staff.patch(`/patients/${id}`, { medical_history: 'ASTHMAFINCH since 2009' });
    await new HttpClient(world.app).post('/auth/forgot-password', { identifier: this.email });
    await this.told(seen.id);
    await world.database.manager.query(`INSERT INTO sms_opt_out VALUES ('+254712000321', 'twilio')`);
  }

  private async told(appointmentId: string): Promise<void> {
    await this.world.database.manager.query(
      `INSERT INTO notification (id, organization_id, event_id, appointment_id, event, recipient, recipient_id, channel,
                                 status, sent_at, address_hint, last_error, gateway_message_id)
       SELECT gen_random_uuid(), e.organization_id, e.id, e.subject_id, 'created', 'patient', $2, c.channel, 'sent', now(),
              c.hint, 'no mailbox canary.bird@birds.example', 'canary-' || c.channel
       FROM event e, (VALUES ('email', 'c***@birds.example'), ('sms', '+254***321')) c (channel, hint)
       WHERE e.subject_id = $1 AND e.type = 'appointment.created'`,
      [appointmentId, this.patient.id],
    );
  }
}
