import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { Modality } from '../domain/appointment-words.js';
import type { Status } from '../domain/lifecycle.js';
import { boundsOfDay, parseDay } from '../domain/local-time.js';
import { firstRow, rows } from '../platform/database/database.js';
import type { ClaimedNotification } from './delivery.repository.js';
import { type Person, person } from './message-facts.js';

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
  /** Of other visits, and of those of that date that are none any more. */
  changes: DigestChange[];
}

/** What the provider last knew of a visit that changed, and what it is now. */
export interface ChangedVisit extends DigestVisit {
  is_theirs: boolean;
  /** Null: they knew nothing of it. */
  known_start_time: Date | null;
}

/** Not for the list of a day: what is only held, called off or missed. */
const TAKES_PLACE = sql`a.deleted_at IS NULL AND a.status NOT IN ('proposed', 'cancelled', 'no_show')`;

const VISIT = sql`a.id AS appointment_id, a.appointment_number, a.status, a.start_time, a.end_time, a.modality,
  f.name AS facility_name, p.first_name || ' ' || p.last_name AS patient_name, a.reason`;

const NAMES = sql`JOIN patient p ON p.id = a.patient_id LEFT JOIN facility f ON f.id = a.facility_id`;

/** Null: there is no such provider. */
export async function findDigestFacts(
  manager: EntityManager,
  notification: ClaimedNotification,
): Promise<DigestFacts | null> {
  const { recipient_id, event_id } = notification;
  const head = await firstRow<Pick<DigestFacts, 'organization_name' | 'provider' | 'date' | 'timezone'>>(
    manager,
    sql`SELECT o.name AS organization_name, e.details ->> 'date' AS date, e.details ->> 'timezone' AS timezone,
               ${person(sql`d.title`, sql`d`)} AS provider
        FROM event e JOIN provider d ON d.id = e.subject_id JOIN organization o ON o.id = d.organization_id
        WHERE e.id = ${event_id}`,
  );
  if (!head) return null;
  const day = boundsOfDay(head.timezone, parseDay(head.date));
  const visits = await rows<DigestVisit>(
    manager,
    sql`SELECT ${VISIT} FROM appointment a ${NAMES}
        WHERE a.provider_id = ${recipient_id} AND ${TAKES_PLACE}
          AND a.start_time >= ${new Date(day.start)} AND a.start_time < ${new Date(day.end)}
        ORDER BY a.start_time, a.id`,
  );
  const changed = await rows<ChangedVisit>(manager, changedVisits(recipient_id, event_id));
  const listed = new Set(visits.map(({ appointment_id }) => appointment_id));
  const changes = changed
    .map((visit) => changeOf(visit))
    .filter((change) => change !== null)
    .filter(({ change, appointment_id }) => change !== 'booked' || !listed.has(appointment_id));
  return { ...head, visits, changes };
}

/** What became of a visit, taken together: what was booked and called off since is nothing. */
export function changeOf({ is_theirs, known_start_time, ...visit }: ChangedVisit): DigestChange | null {
  if (known_start_time === null)
    return is_theirs ? { ...visit, change: 'booked', start_time_before: null } : null;
  const asKnown = { ...visit, start_time: known_start_time, start_time_before: null };
  if (visit.status === 'cancelled') return { ...asKnown, change: 'cancelled' };
  if (!is_theirs) return { ...asKnown, change: 'taken_away' };
  const isMoved = known_start_time.getTime() !== visit.start_time.getTime();
  if (isMoved) return { ...visit, change: 'moved', start_time_before: known_start_time };
  return { ...visit, change: 'updated', start_time_before: null };
}

/**
 * The visits whose messages were left to this digest: all since the last one that was sent. A minute behind
 * on both sides, so that what is being written while a digest is made is in the next one, and in one only.
 */
function changedVisits(providerId: string, eventId: string): Sql {
  return sql`WITH digest AS (SELECT * FROM event WHERE id = ${eventId}),
      since AS (
        SELECT coalesce(max(earlier.occurred_at), '-infinity') AS moment
        FROM digest, event earlier JOIN notification n ON n.event_id = earlier.id
        WHERE earlier.subject_id = ${providerId} AND earlier.type = 'provider.digest_due'
          AND earlier.occurred_at < digest.occurred_at
          AND (n.status IN ('sent', 'delivered') OR n.skip_reason = 'nothing_to_say')),
      changed AS (
        SELECT DISTINCT ON (n.appointment_id) n.appointment_id, e.before
        FROM digest, since, notification n JOIN event e ON e.id = n.event_id
        WHERE n.recipient_id = ${providerId} AND n.skip_reason = 'in_digest' AND n.event <> 'reminder'
          AND n.created_at >= since.moment - interval '1 minute'
          AND n.created_at < digest.occurred_at - interval '1 minute'
        ORDER BY n.appointment_id, e.occurred_at, e.id)
    SELECT ${VISIT}, a.provider_id = ${providerId} AND ${TAKES_PLACE} AS is_theirs,
           CASE WHEN before ->> 'provider_id' = ${providerId} AND before ->> 'status' <> 'proposed'
                THEN (before ->> 'start_time')::timestamptz END AS known_start_time
    FROM changed JOIN appointment a ON a.id = changed.appointment_id ${NAMES}
    ORDER BY a.start_time, a.id`;
}
