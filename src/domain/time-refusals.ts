import type { Refusal } from './booking-rules.js';
import { contains, type Interval, lastOverlapping, type Spans, tidy } from './interval.js';
import type { Visit } from './occupancy.js';
import { isOnGrid, type Rules, rulesWithin, type Schedule } from './schedule.js';
import { openSpans } from './working-hours.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How far ahead is looked for hours that would take the visit. */
const LOOK_AHEAD = 15 * DAY;

/** Between these instants lies all of a schedule that can matter to a visit that starts at `start`. */
export function judgedRange(start: number): Interval {
  return { start: start - 2 * DAY, end: start + LOOK_AHEAD + 3 * DAY };
}

/** A rule about the time that refuses a visit. */
export interface TimeRefusal extends Refusal {
  /**
   * Where it is known, the first instant (epoch milliseconds) at which this rule alone would let a visit start;
   * for `too_far`, the instant from which this very start can be booked.
   */
  until?: number;
}

/** Who asks. */
export interface Asking {
  /** Patients book on the grid; the clinic's people at any minute. */
  readonly asPatient: boolean;
  /** A member of the clinic gave a reason to set the rules of this file aside (never the law). */
  readonly override: boolean;
}

/**
 * Every rule about the time that refuses a visit, in the order in which they are told; none: bookable, as far as
 * `conflictsOf` finds nobody busy. This one function judges bookings, moves and explanations; the search agrees
 * with it. The sentences name nobody and say nothing of other appointments.
 */
export function timeRefusalsOf(visit: Visit, schedule: Schedule, now: number, asking: Asking): TimeRefusal[] {
  if (asking.override) return [];
  const rules = rulesWithin(schedule, { ...visit, duration: visit.end - visit.start }, visit, now);
  const refusals = [
    refuseClosed(visit, rules),
    refuseOutsideHours(visit, rules, schedule),
    asking.asPatient ? refuseOffGrid(visit, rules) : null,
    refuseAway(visit, rules),
    refuseTooSoon(visit, rules, schedule),
    refuseTooFar(visit, rules, schedule),
    refuseFull(visit, rules.providerFull, 'provider', 'Provider takes no more appointments that day.'),
    refuseFull(
      visit,
      rules.patientFull,
      'patient',
      'Patient has as many appointments that day as are allowed.',
    ),
  ];
  return refusals.filter((refusal) => refusal !== null);
}

function refuseClosed(visit: Visit, { closed }: Rules): TimeRefusal | null {
  const closure = lastOverlapping(closed, visit);
  if (!closure) return null;
  return {
    code: 'facility_closed',
    field: 'facility',
    message: 'Facility is closed then.',
    until: closure.end,
  };
}

function refuseOutsideHours(visit: Visit, { hours }: Rules, schedule: Schedule): TimeRefusal | null {
  if (contains(hours, visit)) return null;
  const ahead = tidy(openSpans(schedule.hours, { start: visit.start, end: visit.end + LOOK_AHEAD }));
  const length = visit.end - visit.start;
  const next = ahead.find((span) => span.start > visit.start && span.end - span.start >= length);
  const message = 'Outside the hours in which provider works.';
  return { code: 'outside_working_hours', field: 'provider', message, ...(next && { until: next.start }) };
}

function refuseOffGrid({ start }: Visit, rules: Rules): TimeRefusal | null {
  if (isOnGrid(start, rules)) return null;
  const nextStarts = rules.open
    .filter((span) => span.start <= start && start < span.end)
    .map((span) => span.start + Math.ceil((start - span.start) / rules.step) * rules.step)
    .filter((next) => contains(rules.hours, { start: next, end: next + 1 }));
  const message = `Appointments start every ${inWords(rules.step)}, counted from when the hours begin.`;
  const until = nextStarts.length > 0 ? { until: Math.min(...nextStarts) } : {};
  return { code: 'off_grid', field: 'start_time', message, ...until };
}

function refuseAway(visit: Visit, { away }: Rules): TimeRefusal | null {
  const absence = lastOverlapping(away, visit);
  if (!absence) return null;
  return { code: 'time_off', field: 'provider', message: 'Provider is away then.', until: absence.end };
}

function refuseTooSoon({ start }: Visit, { earliest }: Rules, schedule: Schedule): TimeRefusal | null {
  if (start >= earliest) return null;
  const notice = schedule.minimum_notice_minutes * MINUTE;
  const message = notice > 0 ? `Book at least ${inWords(notice)} ahead.` : 'The time has passed.';
  return { code: 'too_soon', field: 'start_time', message, until: earliest };
}

function refuseTooFar({ start }: Visit, { latest }: Rules, schedule: Schedule): TimeRefusal | null {
  if (start <= latest) return null;
  const days = schedule.booking_horizon_days;
  const message = `Book at most ${days} ${days === 1 ? 'day' : 'days'} ahead.`;
  return { code: 'too_far', field: 'start_time', message, until: start - days * DAY };
}

function refuseFull({ start }: Interval, full: Spans, field: string, message: string): TimeRefusal | null {
  const day = lastOverlapping(full, { start, end: start + 1 });
  return day ? { code: 'limit_reached', field, message, until: day.end } : null;
}

/** `2 hours`, `45 minutes`, `1 day`. */
function inWords(milliseconds: number): string {
  const [unit, size] = (
    [
      ['day', DAY],
      ['hour', HOUR],
      ['minute', MINUTE],
    ] as const
  ).find(([, length]) => milliseconds >= length && milliseconds % length === 0) ?? ['minute', MINUTE];
  const amount = Math.ceil(milliseconds / size);
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
