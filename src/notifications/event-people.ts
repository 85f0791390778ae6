import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { rows } from '../platform/database/database.js';
import type { ContactOf } from './contact.js';
import { lastDigestOf } from './digest.repository.js';
import type { DigestSchedule } from './left-to-digest.js';
import type { Audience } from './messages-of-event.js';
import { isSmsStopped } from './sms-stopped.js';
import { zoneOfProvider } from './written-zone.js';

/** Somebody whom an event concerns, and as whom. */
export interface Concerned extends ContactOf {
  audience: Audience;
  /** Of a provider; else null. */
  digest: DigestSchedule | null;
}

/**
 * The people of an event: those whom the appointment's row names after it and, where the visit changed
 * hands, the provider before; the provider whose digest is due; the user. By the event and not by the
 * appointment of today, since who was concerned stays concerned.
 */
export function findConcerned(tx: EntityManager, eventId: string): Promise<Concerned[]> {
  return rows<Concerned>(
    tx,
    sql`WITH happened AS (
          SELECT e.organization_id, e.subject_type, e.subject_id,
                 coalesce((e.after ->> 'patient_id')::uuid, a.patient_id) AS patient_id,
                 coalesce((e.after ->> 'provider_id')::uuid, a.provider_id,
                          CASE WHEN e.subject_type = 'provider' THEN e.subject_id END) AS provider_id,
                 (e.before ->> 'provider_id')::uuid AS provider_before
          FROM event e
          LEFT JOIN appointment a ON e.subject_type = 'appointment' AND a.id = e.subject_id
          WHERE e.id = ${eventId}),
        concerned AS (
          SELECT CASE WHEN provider_before <> provider_id THEN 'new_provider' ELSE 'provider' END AS audience,
                 provider_id, organization_id FROM happened
          UNION ALL
          SELECT 'former_provider', provider_before, organization_id FROM happened
          WHERE provider_before <> provider_id)
        SELECT 'patient' AS audience, 'patient' AS recipient, p.id AS recipient_id, p.email, p.phone_number,
               p.notification_preferences, ${isSmsStopped(sql`p.phone_number`)} AS sms_stopped, NULL::jsonb AS digest
        FROM happened JOIN patient p ON p.id = happened.patient_id
        UNION ALL
        SELECT audience, 'provider', p.id, p.email, p.phone_number, p.notification_preferences,
               ${isSmsStopped(sql`p.phone_number`)},
               jsonb_build_object('time', o.digest_time,
                                  'timezone', ${zoneOfProvider(sql`p.id`, sql`p.organization_id`)},
                                  'last_date', ${lastDigestOf(sql`p.id`)})
        FROM concerned JOIN provider p ON p.id = concerned.provider_id
        JOIN organization o ON o.id = p.organization_id
        UNION ALL
        -- Messages about one's own account are not a matter of preference.
        SELECT 'user', 'user', u.id, u.email, u.phone_number, '{}', ${isSmsStopped(sql`u.phone_number`)}, NULL
        FROM happened JOIN user_account u ON happened.subject_type = 'user' AND u.id = happened.subject_id`,
  );
}
