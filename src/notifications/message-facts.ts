import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { Status } from '../domain/lifecycle.js';
import { firstRow, rows } from '../platform/database/database.js';
import type { Contact, ContactOf } from './contact.js';
import type { Recipient } from './message.js';

export interface Person extends Contact {
  title: string | null;
  first_name: string;
  last_name: string;
  locale: string;
}

/** All that a message about an appointment can say, as it is now, not as it was when the event happened. */
export interface AppointmentFacts {
  organization_name: string;
  appointment_number: string;
  status: Status;
  /** What it was before the event; null when the event made it. */
  status_before: Status | null;
  start_time: Date;
  end_time: Date;
  /** The start that the event told of. */
  start_time_then: Date;
  /** IANA name. */
  timezone: string;
  facility_name: string | null;
  facility_address: string | null;
  facility_phone_number: string | null;
  reason: string | null;
  patient_instruction: string | null;
  cancelled_by: string | null;
  cancellation_reason_code: string | null;
  cancellation_reason_text: string | null;
  patient: Person;
  provider: Person;
}

/** All that a message about an account can say. */
export interface UserFacts {
  organization_name: string;
  user_id: string;
  password_hash: string;
  is_active: boolean;
  /** When the event happened. */
  occurred_at: Date;
  user: Person;
}

/** How the people of an event can be reached: those of an appointment, or the user. */
export function findContacts(
  tx: EntityManager,
  recipients: readonly Recipient[],
  subjectId: string,
): Promise<ContactOf[]> {
  return rows<ContactOf>(
    tx,
    sql`SELECT * FROM (
          SELECT 'patient' AS recipient, p.email, p.phone_number, p.notification_preferences
          FROM appointment a JOIN patient p ON p.id = a.patient_id WHERE a.id = ${subjectId}
          UNION ALL
          SELECT 'provider', p.email, p.phone_number, p.notification_preferences
          FROM appointment a JOIN provider p ON p.id = a.provider_id WHERE a.id = ${subjectId}
          UNION ALL
          -- Messages about one's own account are not a matter of preference.
          SELECT 'user', u.email, u.phone_number, '{}' FROM user_account u WHERE u.id = ${subjectId}
        ) contact
        WHERE recipient = ANY (${recipients}::text[])`,
  );
}

export function findAppointmentFacts(
  manager: EntityManager,
  appointmentId: string | null,
  eventId: string,
): Promise<AppointmentFacts | null> {
  return firstRow<AppointmentFacts>(
    manager,
    sql`SELECT o.name AS organization_name, a.appointment_number, a.status, e.before ->> 'status' AS status_before,
               a.start_time, a.end_time, (e.after ->> 'start_time')::timestamptz AS start_time_then, ${zone} AS timezone,
               f.name AS facility_name, f.address AS facility_address, f.phone_number AS facility_phone_number,
               a.reason, a.patient_instruction,
               a.cancelled_by, a.cancellation_reason_code, a.cancellation_reason_text,
               ${person(sql`NULL`, sql`p`)} AS patient, ${person(sql`d.title`, sql`d`)} AS provider
        FROM appointment a
        JOIN event e ON e.id = ${eventId}
        JOIN organization o ON o.id = a.organization_id
        JOIN patient p ON p.id = a.patient_id
        JOIN provider d ON d.id = a.provider_id
        LEFT JOIN facility f ON f.id = a.facility_id
        WHERE a.id = ${appointmentId}`,
  );
}

export function findUserFacts(manager: EntityManager, eventId: string): Promise<UserFacts | null> {
  return firstRow<UserFacts>(
    manager,
    sql`SELECT o.name AS organization_name, u.id AS user_id, u.password_hash, u.is_active, e.occurred_at,
               jsonb_build_object('title', NULL, 'first_name', u.first_name, 'last_name', u.last_name,
                 'email', u.email, 'phone_number', u.phone_number, 'notification_preferences', '{}'::jsonb,
                 'locale', coalesce(p.locale, d.locale, 'en')) AS user
        FROM event e
        JOIN user_account u ON u.id = e.subject_id
        JOIN organization o ON o.id = u.organization_id
        LEFT JOIN patient p ON p.user_id = u.id
        LEFT JOIN provider d ON d.user_id = u.id
        WHERE e.id = ${eventId}`,
  );
}

function person(title: Sql, of: Sql): Sql {
  return sql`jsonb_build_object('title', ${title}, 'first_name', ${of}.first_name, 'last_name', ${of}.last_name,
    'email', ${of}.email, 'phone_number', ${of}.phone_number, 'locale', ${of}.locale,
    'notification_preferences', ${of}.notification_preferences)`;
}

/**
 * The zone that a message is written in: the facility's; for a visit without one, the zone that the
 * provider's facilities share, else the organization's do, else the organization's own. The message names it.
 */
const zone = sql`coalesce(f.timezone,
  (SELECT min(timezone) FROM facility JOIN provider_facility w ON w.facility_id = facility.id
   WHERE w.provider_id = a.provider_id HAVING count(DISTINCT timezone) = 1),
  (SELECT min(timezone) FROM facility WHERE organization_id = a.organization_id HAVING count(DISTINCT timezone) = 1),
  o.timezone)`;
