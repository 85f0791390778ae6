import type { Env } from '../../src/config/env.js';
import type { SmsSettings } from '../../src/config/sms-env.js';
import { Clinic } from './clinic.js';
import { HttpClient, type JsonBody } from './http-client.js';

export const PUBLIC_URL = 'https://kept.example';
export const PHONE = '+254712345678';

export const openWithSms = (sms: SmsSettings, more: Partial<Env> = {}): Promise<Clinic> =>
  Clinic.open({ sms, publicUrl: PUBLIC_URL, ...more });
/** A gateway: nobody who is signed in. */
export const anyone = (clinic: Clinic): HttpClient => new HttpClient(clinic.world.app);

/** A text message as it stands after the gateway took it. */
export async function sentSms(
  clinic: Clinic,
  gateway: SmsSettings['gateway'],
  messageId: string | null,
): Promise<string> {
  const { id } = await clinic.newBooking();
  const [row] = await clinic.world.database.manager.query<{ id: string }[]>(
    `INSERT INTO notification (id, organization_id, event_id, appointment_id, event, recipient, recipient_id, channel,
                               status, attempts, sent_at, gateway, gateway_message_id)
     SELECT gen_random_uuid(), e.organization_id, e.id, a.id, 'created', 'patient', a.patient_id, 'sms', 'sent', 1,
            now(), $2, $3
     FROM event e JOIN appointment a ON a.id = e.subject_id WHERE a.id = $1 RETURNING id`,
    [id, gateway, messageId],
  );
  if (!row) throw new Error('no event');
  return row.id;
}

/** What the front desk sees of it. */
export async function seenBy(clinic: Clinic, id: string): Promise<JsonBody> {
  const { body } = await clinic.staff.get('/notifications?channel=sms&page_size=100');
  return body.results.find((row: { id: string }) => row.id === id);
}

/** The numbers that want no more texts. */
export async function stopped(clinic: Clinic): Promise<object[]> {
  return clinic.world.database.manager.query('SELECT phone_number, gateway FROM sms_opt_out');
}
