import { type Interval, type Spans, tidy } from './interval.js';
import { boundsOfDay, type Day, dayOf } from './local-time.js';
import { blocking, type Buffers, type Busy, keptClear } from './occupancy.js';
import { type Hours, openSpans, type OpenSpan } from './working-hours.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const DEFAULT_SLOT_INTERVAL = 30 * MINUTE;

/** The settings that apply to a provider at a facility, after defaults and overrides. */
export interface BookingSettings {
  /** Null: the shorter of the visit's length and 30 minutes. */
  readonly slot_interval_minutes: number | null;
  readonly minimum_notice_minutes: number;
  /** Days of 24 hours. */
  readonly booking_horizon_days: number;
  /** Appointments that may start on one local day; null: no limit. */
  readonly provider_daily_limit: number | null;
  readonly patient_daily_limit: number | null;
}

/** When one provider can be booked at one facility (or at none), their appointments apart: rule 4 of the domain. */
export interface Schedule extends BookingSettings {
  /** The facility's (or organization's) IANA zone: whose days the daily limits count. */
  readonly timezone: string;
  /** From `hoursAt` or `hoursAnywhere`. */
  readonly hours: readonly Hours[];
  readonly time_off: readonly Interval[];
  /** Of the facility. */
  readonly closures: readonly Interval[];
  /** What counts for the daily limits, by start; may be empty where there is no limit. */
  readonly provider_appointments: readonly Busy[];
  readonly patient_appointments: readonly Busy[];
}

/** What each rule says within a range of time about visits of one length with the same buffers. */
export interface Rules {
  /** Single spans of hours, each with its grid. */
  readonly open: readonly OpenSpan[];
  /** The hours as time: a visit lies within. Its buffers need not. */
  readonly hours: Spans;
  /** A visit clears these. */
  readonly closed: Spans;
  /** A visit clears these, grown by its buffers: nobody prepares or tidies up while away. */
  readonly away: Spans;
  /** The first and the last instant at which a visit may start. */
  readonly earliest: number;
  readonly latest: number;
  /** No visit starts within these local days. */
  readonly providerFull: Spans;
  readonly patientFull: Spans;
  /** Milliseconds from one start of the grid to the next. */
  readonly step: number;
}

/** What is asked of a schedule, besides when. */
export interface Shape extends Buffers {
  /** Milliseconds. */
  readonly duration: number;
}

/**
 * What the rules forbid within `range`. The one source for the search, which takes it all out of the hours,
 * and for the judge, who holds one visit against it: so what is offered can be booked.
 */
export function rulesWithin(schedule: Schedule, shape: Shape, range: Interval, now: number): Rules {
  const open = openSpans(schedule.hours, range);
  const full = (appointments: readonly Busy[], limit: number | null): Spans =>
    limit === null ? [] : fullDays(schedule.timezone, blocking(appointments, now), limit, range);
  return {
    open,
    hours: tidy(open),
    closed: tidy(schedule.closures),
    away: keptClear(schedule.time_off, shape),
    ...startBounds(schedule, now),
    providerFull: full(schedule.provider_appointments, schedule.provider_daily_limit),
    patientFull: full(schedule.patient_appointments, schedule.patient_daily_limit),
    step: stepOf(schedule, shape.duration),
  };
}

/** The first and the last instant at which a visit may start: after now, with the notice, within the horizon. */
export function startBounds(settings: BookingSettings, now: number): { earliest: number; latest: number } {
  return {
    earliest: Math.max(now + 1, now + settings.minimum_notice_minutes * MINUTE),
    latest: now + settings.booking_horizon_days * DAY,
  };
}

/** Milliseconds between two starts of the grid for visits of a length. */
export function stepOf(settings: BookingSettings, duration: number): number {
  if (settings.slot_interval_minutes !== null) return settings.slot_interval_minutes * MINUTE;
  return Math.min(duration, DEFAULT_SLOT_INTERVAL);
}

/** Whether a start is on the grid of any span of hours that it lies in; where hours have no grid, every start is. */
export function isOnGrid(start: number, { open, step }: Rules): boolean {
  const spans = open.filter((span) => span.start <= start && start < span.end);
  return spans.length === 0 || spans.some((span) => !span.grid || (start - span.start) % step === 0);
}

/** The local days of `range` on which `limit` appointments (or more) start already. */
function fullDays(
  timezone: string,
  appointments: readonly Interval[],
  limit: number,
  range: Interval,
): Spans {
  const [first, last] = [dayOf(timezone, range.start), dayOf(timezone, range.end - 1)];
  const starts = new Map<Day, number>();
  for (const { start } of appointments) {
    const day = dayOf(timezone, start);
    starts.set(day, (starts.get(day) ?? 0) + 1);
  }
  const full: Interval[] = [];
  for (let day = first; day <= last; day++) {
    if ((starts.get(day) ?? 0) >= limit) full.push(boundsOfDay(timezone, day));
  }
  return tidy(full);
}
