import { requestedSpan } from '../domain/booking-rules.js';
import { invalidField } from '../domain/errors.js';
import { instantOf } from '../domain/instant.js';
import type { Interval } from '../domain/interval.js';
import type { KnownRows } from './booking-desk.js';
import { buffersOf, type Unchanged } from './booking-judge.js';
import type { UpdateAppointmentDto } from './appointment.dto.js';
import type { Appointment } from './appointment.repository.js';

/** What of an appointment's time, people, place and topics is to change; undefined stays. */
export type Move = Pick<
  UpdateAppointmentDto,
  'start_time' | 'end_time' | 'duration_minutes' | 'provider_id' | 'facility_id' | 'topic_ids'
>;

const MINUTE = 60_000;

/**
 * The move within an edit; null when everything that it names is as it was.
 * @param topicIds the visit's own, in order
 * @throws validation_failed for another patient: what was said and written about one is not for the other
 */
export function moveOf(
  input: UpdateAppointmentDto,
  current: Appointment,
  topicIds: readonly string[],
): Move | null {
  if (input.patient_id !== undefined && input.patient_id !== current.patient_id)
    throw invalidField('patient_id', 'The patient stays: call the visit off, and book another one.');
  const { start_time, end_time, duration_minutes, provider_id, facility_id, topic_ids } = input;
  const move: Move = {
    start_time:
      start_time !== undefined && instantOf(start_time) !== current.start_time.getTime()
        ? start_time
        : undefined,
    end_time,
    duration_minutes,
    provider_id: provider_id === current.provider_id ? undefined : provider_id,
    facility_id: facility_id === current.facility_id ? undefined : facility_id,
    topic_ids: topic_ids?.join() === topicIds.join() ? undefined : topic_ids,
  };
  if (move.start_time === undefined && isSameLength(move, current)) {
    move.end_time = undefined;
    move.duration_minutes = undefined;
  }
  return Object.values(move).every((value) => value === undefined) ? null : move;
}

function isSameLength({ end_time, duration_minutes }: Move, current: Appointment): boolean {
  const end = current.end_time.getTime();
  if (end_time !== undefined) return instantOf(end_time) === end;
  return duration_minutes === undefined || duration_minutes * MINUTE === end - current.start_time.getTime();
}

/**
 * The appointment as the move leaves it. It keeps its length unless the move gives another one, or other
 * topics without one. Only a start that changes must be in the future.
 */
export function movedAppointment(current: Appointment, move: Move, known: KnownRows, now: number) {
  const oldStart = current.start_time.getTime();
  const start = move.start_time === undefined ? oldStart : instantOf(move.start_time);
  const span = requestedSpan(
    {
      start,
      end: move.end_time === undefined ? undefined : instantOf(move.end_time),
      durationMinutes: lengthOf(current, move),
    },
    known.topics.map((topic) => topic.duration_minutes),
    move.start_time === undefined ? -Infinity : now,
  );
  const columns = {
    patient_id: known.patient.id,
    provider_id: known.provider.id,
    facility_id: known.facility?.id ?? null,
    start_time: new Date(span.start),
    end_time: new Date(span.end),
    ...(move.topic_ids ? buffersOf(known.topics) : buffersAsBooked(current)),
  };
  return {
    columns,
    span,
    isElsewhere: isElsewhere(current, columns, span),
    unchanged: unchangedBy(current, columns, span),
  };
}

/** What need not be judged again: a visit keeps the time that it has, whatever else about it is put right. */
function unchangedBy(
  current: Appointment,
  columns: Pick<Appointment, 'provider_id' | 'facility_id' | 'patient_id'>,
  span: Interval,
): Unchanged {
  if (span.start !== current.start_time.getTime()) return 'nothing';
  const isSamePeople = columns.patient_id === current.patient_id;
  return isSamePeople && !isElsewhere(current, columns, span) ? 'time, place and people' : 'start';
}

function lengthOf(current: Appointment, move: Move): number | undefined {
  if (move.duration_minutes !== undefined) return move.duration_minutes;
  if (move.topic_ids !== undefined && move.topic_ids.length > 0) return undefined;
  return (current.end_time.getTime() - current.start_time.getTime()) / MINUTE;
}

function buffersAsBooked({ buffer_before_minutes, buffer_after_minutes }: Appointment) {
  return { buffer_before_minutes, buffer_after_minutes };
}

/** Whether people have to come at another time, to another place or to somebody else. */
function isElsewhere(
  current: Appointment,
  columns: Pick<Appointment, 'provider_id' | 'facility_id'>,
  span: Interval,
): boolean {
  const isSameTime = span.start === current.start_time.getTime() && span.end === current.end_time.getTime();
  return (
    !isSameTime || columns.provider_id !== current.provider_id || columns.facility_id !== current.facility_id
  );
}
