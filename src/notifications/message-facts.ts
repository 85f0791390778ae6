import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { Modality } from '../domain/appointment-words.js';
import type { Status } from '../domain/lifecycle.js';
import { firstRow, rows } from '../platform/database/database.js';
import type { Contact, ContactOf } from './contact.js';
import type { ClaimedNotification } from './delivery.repository.js';
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
  appointment_id: string;
  appointment_number: string;
  version: number;
  status: Status;
  /** What it was before the event; null when the event made it. */
  status_before: Status | null;
  start_time: Date;
  end_time: Date;
  /** The start that the event told of. */
  start_time_then: Date;
  /** The times that the event gave up for others; null where it changed none. */
  start_time_before: Date | null;
  end_time_before: Date | null;
  /** What the event changed of all that people are told, in the API's words: `facility_id`, `video_url`, … */
  changes: string[];
  /** Of a reminder: how long before the start it is one; else null. */
  minutes_before: number | null;
  /** IANA name. */
  timezone: string;
  facility_name: string | null;
  facility_address: string | null;
  facility_phone_number: string | null;
  modality: Modality;
  video_url: string | null;
  /** Names, in the order of the visit. */
  topics: string[];
  reason: string | null;
  patient_instruction: string | null;
  cancelled_by: string | null;
  cancellation_reason_code: string | null;
  cancellation_reason_text: string | null;
  created_at: Date;
  updated_at: Date;
  patient: Person;
  /** The visit's provider of today. */
  provider: Person;
  /** Whom the message is for: the patient, the provider, or one whom the visit was taken from. */
  reader: Person;
}

/** A visit as a digest lists it. */
export interface DigestVisit {
  appointment_id: string;
  appointment_number: string;
  status: Status;
  start_time: Date;
  end_time: Date;
  modality: Modality;
  facility_name: string | null;
  patient_name: string;
  reason: string | null;
}

/** What became of a visit since the digest before. */
export interface DigestChange extends DigestVisit {
  change: 'booked' | 'moved' | 'cancelled' | 'updated' | 'taken_away';
  /** When it was to be, for what was moved; else null. */
  start_time_before: Date | null;
}

/** All that a provider's digest can say. */
export interface DigestFacts {
  organization_name: string;
  provider: Person;
  /** The local date, `YYYY-MM-DD`. */
  date: string;
  /** IANA name: the zone that the provider's visits are written in. */
  timezone: string;
  /** Of that date, in order. */
  visits: DigestVisit[];
  changes: DigestChange[];
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
          SELECT 'patient' AS recipient, p.id AS recipient_id, p.email, p.phone_number, p.notification_preferences
          FROM appointment a JOIN patient p ON p.id = a.patient_id WHERE a.id = ${subjectId}
          UNION ALL
          SELECT 'provider', p.id, p.email, p.phone_number, p.notification_preferences
          FROM appointment a JOIN provider p ON p.id = a.provider_id WHERE a.id = ${subjectId}
          UNION ALL
          -- Messages about one's own account are not a matter of preference.
          SELECT 'user', u.id, u.email, u.phone_number, '{}' FROM user_account u WHERE u.id = ${subjectId}
        ) contact
        WHERE recipient = ANY (${recipients}::text[])`,
  );
}

export function findAppointmentFacts(
  manager: EntityManager,
  { appointment_id, event_id, recipient_id }: ClaimedNotification,
): Promise<AppointmentFacts | null> {
  return firstRow<AppointmentFacts>(
    manager,
    sql`SELECT o.name AS organization_name, a.id AS appointment_id, a.appointment_number, a.version, a.status,
               e.before ->> 'status' AS status_before, a.start_time, a.end_time,
               coalesce(e.after ->> 'start_time', e.details ->> 'start_time')::timestamptz AS start_time_then,
               (e.before ->> 'start_time')::timestamptz AS start_time_before,
               (e.before ->> 'end_time')::timestamptz AS end_time_before,
               '{}'::text[] AS changes, (e.details ->> 'minutes_before')::int AS minutes_before, ${zone} AS timezone,
               f.name AS facility_name, f.address AS facility_address, f.phone_number AS facility_phone_number,
               a.modality, a.video_url,
               ARRAY (SELECT t.name FROM appointment_topic v JOIN topic t ON t.id = v.topic_id
                      WHERE v.appointment_id = a.id ORDER BY v.position) AS topics,
               a.reason, a.patient_instruction,
               a.cancelled_by, a.cancellation_reason_code, a.cancellation_reason_text, a.created_at, a.updated_at,
               ${person(sql`NULL`, sql`p`)} AS patient, ${person(sql`d.title`, sql`d`)} AS provider,
               CASE WHEN r.id IS NULL THEN ${person(sql`NULL`, sql`p`)}
                    ELSE ${person(sql`r.title`, sql`r`)} END AS reader
        FROM appointment a
        JOIN event e ON e.id = ${event_id}
        JOIN organization o ON o.id = a.organization_id
        JOIN patient p ON p.id = a.patient_id
        JOIN provider d ON d.id = a.provider_id
        LEFT JOIN provider r ON r.id = ${recipient_id}
        LEFT JOIN facility f ON f.id = a.facility_id
        WHERE a.id = ${appointment_id}`,
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
