import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { Modality } from '../domain/appointment-words.js';
import type { Status } from '../domain/lifecycle.js';
import type { QuietHours } from '../domain/reminders.js';
import { firstRow } from '../platform/database/database.js';
import { type Contact, reasonNotToWrite } from './contact.js';
import type { ClaimedNotification } from './delivery.repository.js';
import { isSmsStopped } from './sms-stopped.js';
import { type Changed, toldChanges, type ToldField } from './told-changes.js';
import { zoneOfVisit } from './written-zone.js';

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
  /** What changed of all that people are told, since the reader was told of a change. */
  changes: ToldField[];
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
  /** Whether it is the reader's visit today. */
  is_readers: boolean;
  /** Whether the reader wants to be told, through the message's channel, when a visit moves. */
  hears_of_moves: boolean;
  /** Of a change: whether a later message tells the reader of a later one. */
  is_superseded: boolean;
  /** Of a hold that ended: whether the patient has another appointment by now, with the same provider or then. */
  is_booked_since: boolean;
  /** The organization's, in the local time of `timezone`; null: none. */
  quiet_hours: QuietHours | null;
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

/** What the database knows of them in one answer. */
type FoundFacts = Omit<AppointmentFacts, 'changes' | 'hears_of_moves'>;

/** What is true now, and the event that the message is about. Null: there is no such appointment. */
export async function findAppointmentFacts(
  manager: EntityManager,
  notification: ClaimedNotification,
): Promise<AppointmentFacts | null> {
  const { appointment_id, event_id, recipient_id, event: message, channel } = notification;
  const found = await firstRow<FoundFacts & { changed: Changed[] }>(
    manager,
    sql`SELECT o.name AS organization_name, o.quiet_hours, a.id AS appointment_id, a.appointment_number, a.version,
               a.status, e.before ->> 'status' AS status_before, a.start_time, a.end_time,
               coalesce(e.after ->> 'start_time', e.details ->> 'start_time')::timestamptz AS start_time_then,
               (e.before ->> 'start_time')::timestamptz AS start_time_before,
               (e.before ->> 'end_time')::timestamptz AS end_time_before,
               (e.details ->> 'minutes_before')::int AS minutes_before, ${zoneOfVisit} AS timezone,
               f.name AS facility_name, f.address AS facility_address, f.phone_number AS facility_phone_number,
               a.modality, a.video_url,
               ARRAY (SELECT t.name FROM appointment_topic v JOIN topic t ON t.id = v.topic_id
                      WHERE v.appointment_id = a.id ORDER BY v.position) AS topics,
               a.reason, a.patient_instruction,
               a.cancelled_by, a.cancellation_reason_code, a.cancellation_reason_text, a.created_at, a.updated_at,
               ${person(sql`NULL`, sql`p`)} AS patient, ${person(sql`d.title`, sql`d`)} AS provider,
               CASE WHEN r.id IS NULL THEN ${person(sql`NULL`, sql`p`)}
                    ELSE ${person(sql`r.title`, sql`r`)} END AS reader,
               ${recipient_id} IN (a.patient_id, a.provider_id) AS is_readers,
               ${isSuperseded(notification)} AS is_superseded,
               ${message === 'hold_expired' ? isBookedSince : sql`false`} AS is_booked_since,
               ${changesOf(notification)} AS changed
        FROM appointment a
        JOIN event e ON e.id = ${event_id}
        JOIN organization o ON o.id = a.organization_id
        JOIN patient p ON p.id = a.patient_id
        JOIN provider d ON d.id = a.provider_id
        LEFT JOIN provider r ON r.id = ${recipient_id}
        LEFT JOIN facility f ON f.id = ${message === 'reassigned' ? sql`(e.before ->> 'facility_id')::uuid` : sql`a.facility_id`}
        WHERE a.id = ${appointment_id}`,
  );
  if (!found) return null;
  const { changed, ...facts } = found;
  const changes = [...new Set(changed.flatMap((change) => toldChanges(change)))];
  const hears_of_moves = reasonNotToWrite(facts.reader, channel, 'rescheduled') === null;
  return { ...(message === 'reassigned' ? asBefore(facts) : facts), changes, hears_of_moves };
}

/** When a visit was to be, for the provider from whom it was taken: they never heard otherwise. */
function asBefore(facts: FoundFacts): FoundFacts {
  const { start_time_before, end_time_before } = facts;
  return {
    ...facts,
    start_time: start_time_before ?? facts.start_time,
    end_time: end_time_before ?? facts.end_time,
  };
}

/** The reader's other notifications that say the same of the same appointment. */
function alike({ id, appointment_id, recipient_id, channel, event }: ClaimedNotification): Sql {
  return sql`n.appointment_id = ${appointment_id} AND n.recipient_id = ${recipient_id} AND n.channel = ${channel}
    AND n.event = ${event} AND n.id <> ${id}`;
}

function isSuperseded(notification: ClaimedNotification): Sql {
  return sql`EXISTS (SELECT FROM notification n JOIN event later ON later.id = n.event_id
    WHERE ${alike(notification)} AND n.status IN ('queued', 'sent', 'delivered')
      AND (later.occurred_at, later.id) > (e.occurred_at, e.id))`;
}

/** This event's, and those that were left to it to tell. */
function changesOf(notification: ClaimedNotification): Sql {
  return sql`(SELECT jsonb_agg(jsonb_build_object('before', c.before, 'after', c.after, 'details', c.details))
    FROM event c WHERE c.id = e.id OR c.id IN
      (SELECT n.event_id FROM notification n WHERE ${alike(notification)} AND n.skip_reason = 'superseded'))`;
}

const isBookedSince = sql`EXISTS (SELECT FROM appointment other
  WHERE other.patient_id = a.patient_id AND other.id <> a.id AND other.created_at >= a.created_at
    AND other.deleted_at IS NULL AND other.status NOT IN ('cancelled', 'no_show')
    AND (other.status <> 'proposed' OR other.hold_expires_at > now())
    AND (other.provider_id = a.provider_id OR (other.start_time < a.end_time AND other.end_time > a.start_time)))`;

export function findUserFacts(manager: EntityManager, eventId: string): Promise<UserFacts | null> {
  return firstRow<UserFacts>(
    manager,
    sql`SELECT o.name AS organization_name, u.id AS user_id, u.password_hash, u.is_active, e.occurred_at,
               jsonb_build_object('title', NULL, 'first_name', u.first_name, 'last_name', u.last_name,
                 'email', u.email, 'phone_number', u.phone_number, 'notification_preferences', '{}'::jsonb,
                 'sms_stopped', ${isSmsStopped(sql`u.phone_number`)},
                 'locale', coalesce(p.locale, d.locale, 'en')) AS user
        FROM event e
        JOIN user_account u ON u.id = e.subject_id
        JOIN organization o ON o.id = u.organization_id
        LEFT JOIN patient p ON p.user_id = u.id
        LEFT JOIN provider d ON d.user_id = u.id
        WHERE e.id = ${eventId}`,
  );
}

/** Somebody as messages need them. */
export function person(title: Sql, of: Sql): Sql {
  return sql`jsonb_build_object('title', ${title}, 'first_name', ${of}.first_name, 'last_name', ${of}.last_name,
    'email', ${of}.email, 'phone_number', ${of}.phone_number, 'locale', ${of}.locale,
    'notification_preferences', ${of}.notification_preferences,
    'sms_stopped', ${isSmsStopped(sql`${of}.phone_number`)})`;
}
