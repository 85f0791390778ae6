import { DomainError, type ErrorCode, type FieldErrors } from './errors.js';
import type { Interval } from './interval.js';

const MINUTE = 60_000;

/** Lengths in minutes. */
export const MINIMUM_LENGTH = 5;
export const MAXIMUM_LENGTH = 1_440;
export const DEFAULT_LENGTH = 30;

/** Every code that a well-formed booking can be refused with, in the order in which they are told. */
export const BOOKING_REFUSALS = [
  'provider_inactive',
  'provider_not_bookable',
  'provider_unavailable',
  'patient_inactive',
  'facility_inactive',
  'facility_closed',
  'facility_not_served',
  'topic_not_offered',
  'outside_working_hours',
  'off_grid',
  'time_off',
  'too_soon',
  'too_far',
  'limit_reached',
  'booking_conflict',
] as const satisfies readonly ErrorCode[];

/** What a booking needs to know of the clinic; rows of one organization. */
export interface BookingFacts {
  provider: {
    is_active: boolean;
    bookable: boolean;
    accepts_bookings: boolean;
    facility_ids: readonly string[];
    topic_ids: readonly string[];
  };
  patient: { is_active: boolean };
  facility: { id: string; is_active: boolean } | null;
  topics: readonly { id: string; name: string; is_active: boolean }[];
}

/** One rule that refuses: its code, the field or resource it concerns, and why in plain words. */
export interface Refusal {
  code: ErrorCode;
  field: string;
  message: string;
}

/**
 * The span asked for, in epoch milliseconds. Its length is the first that is given: `end`,
 * `durationMinutes`, the sum of the topics' durations, 30 minutes.
 * @throws validation_failed when it is past, reversed, too short or too long (domain.md, rule 1)
 */
export function requestedSpan(
  request: { start: number; end?: number; durationMinutes?: number },
  topicMinutes: readonly number[],
  now: number,
): Interval {
  const { start } = request;
  const end = request.end ?? start + lengthInMinutes(request.durationMinutes, topicMinutes) * MINUTE;
  const errors: FieldErrors = {};
  const endField = request.end === undefined ? 'duration_minutes' : 'end_time';
  if (start <= now) errors['start_time'] = ['Must be in the future.'];
  if (end <= start) errors[endField] = ['Must be after start_time.'];
  else if (end - start < MINIMUM_LENGTH * MINUTE)
    errors[endField] = [`An appointment lasts at least ${MINIMUM_LENGTH} minutes.`];
  else if (end - start > MAXIMUM_LENGTH * MINUTE)
    errors[endField] = ['An appointment lasts at most 24 hours.'];
  if (Object.keys(errors).length > 0) throw new DomainError('validation_failed', { errors });
  return { start, end };
}

function lengthInMinutes(durationMinutes: number | undefined, topicMinutes: readonly number[]): number {
  if (durationMinutes !== undefined) return durationMinutes;
  return topicMinutes.length > 0 ? topicMinutes.reduce((sum, minutes) => sum + minutes, 0) : DEFAULT_LENGTH;
}

/** The rules that the state of the clinic breaks (domain.md, rules 2 and 3), in the order they are told. */
export function refusalsOf({ provider, patient, facility, topics }: BookingFacts): Refusal[] {
  const refusals: Refusal[] = [];
  const refuse = (code: ErrorCode, field: string, message: string): void =>
    void refusals.push({ code, field, message });
  if (!provider.is_active) refuse('provider_inactive', 'provider', 'Provider is not active.');
  if (!provider.bookable)
    refuse('provider_not_bookable', 'provider', 'This kind of provider takes no appointments.');
  if (!provider.accepts_bookings)
    refuse('provider_unavailable', 'provider', 'Provider takes no bookings at the moment.');
  if (!patient.is_active) refuse('patient_inactive', 'patient', 'Patient is not active.');
  if (facility && !facility.is_active) refuse('facility_inactive', 'facility', 'Facility is not active.');
  if (facility && !isAmong(provider.facility_ids, facility.id))
    refuse('facility_not_served', 'facility', 'Provider does not work at this facility.');
  for (const topic of topics) {
    if (!topic.is_active || !isAmong(provider.topic_ids, topic.id))
      refuse('topic_not_offered', 'topics', `Provider does not offer "${topic.name}".`);
  }
  return refusals;
}

/** Refusals of several rules in the one order in which they are told. */
export function inOrder<R extends Refusal>(refusals: readonly R[]): R[] {
  const place = ({ code }: R): number => (BOOKING_REFUSALS as readonly ErrorCode[]).indexOf(code);
  return [...refusals].sort((a, b) => place(a) - place(b));
}

/** No list at all means everything. */
function isAmong(ids: readonly string[], id: string): boolean {
  return ids.length === 0 || ids.includes(id);
}

const RESOURCE_NAMES: Record<string, string> = {
  provider: 'Provider',
  patient: 'Patient',
  facility: 'Facility',
};

/** The law's refusals, one for each resource that is taken (domain.md, rule 5). */
export function conflictRefusals(kinds: Iterable<string>): Refusal[] {
  return [...new Set(kinds)].map((kind) => ({
    code: 'booking_conflict',
    field: kind,
    message: `${RESOURCE_NAMES[kind] ?? kind} already has an appointment in this window.`,
  }));
}

/** All refusals as one error: the first gives the code, every one is in `errors`. */
export function toError(refusals: readonly [Refusal, ...Refusal[]]): DomainError {
  const errors: FieldErrors = {};
  for (const { field, message } of refusals) (errors[field] ??= []).push(message);
  const detail = refusals.map((refusal) => refusal.message).join(' ');
  return new DomainError(refusals[0].code, { detail, errors });
}
