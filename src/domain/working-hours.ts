import type { Interval } from './interval.js';
import { dayOf, type Day, localSpan, MINUTES_A_DAY, parseDay, weekdayOf } from './local-time.js';
import { minutesOf, type WeeklySpan } from './weekly-hours.js';

/** A span of local clock time on a date. `end` at or before `start` is on the next day; `24:00` is midnight. */
export type ClockSpan = Pick<WeeklySpan, 'start' | 'end'>;

/** A weekly span and the dates (`YYYY-MM-DD`, both included) between which it holds; none: without limit. */
export interface WeeklyHours extends WeeklySpan {
  readonly valid_from?: string | null;
  readonly valid_until?: string | null;
}

/** What holds on one date instead of the weekly hours; no spans: not working. */
export interface DateOverride {
  /** `YYYY-MM-DD`, local. A span belongs to the date on which it starts. */
  readonly date: string;
  readonly spans: readonly ClockSpan[];
}

/** The hours that hold at one place. Pass the same object again and again: each of its dates is expanded once. */
export interface Hours {
  /** IANA name. */
  readonly timezone: string;
  /** Null: nobody set any hours, so every day is open as a whole and has no grid. */
  readonly weekly: readonly WeeklyHours[] | null;
  readonly overrides: readonly DateOverride[];
}

/** A provider at a facility: what was set there. */
export interface Place {
  /** The facility's. */
  readonly timezone: string;
  /** The provider's own hours there; none: they follow the opening hours. */
  readonly weekly: readonly WeeklyHours[];
  /** The facility's; none: no hours. */
  readonly opening_hours: readonly WeeklySpan[];
  /** The provider's overrides there. They hold for whichever hours are followed. */
  readonly overrides: readonly DateOverride[];
}

/** One span of hours, whole: never clipped to what was asked, because its start is where its grid is counted from. */
export interface OpenSpan extends Interval {
  /** Whether starts are bound to a grid; false where nobody set hours. */
  readonly grid: boolean;
}

/** What is worked out once per `Hours`: minutes by weekday and by date, and the spans of each date asked for. */
interface Timetable {
  readonly weekly: readonly (readonly MinuteSpan[])[];
  readonly overrides: ReadonlyMap<Day, readonly MinuteSpan[]>;
  readonly expanded: Map<Day, readonly OpenSpan[]>;
}

interface MinuteSpan {
  readonly start: number;
  readonly end: number;
  readonly from: Day;
  readonly until: Day;
  readonly grid: boolean;
}

const timetables = new WeakMap<Hours, Timetable>();
/**
 * Dates remembered per `Hours`, so that a long-lived one does not grow for ever: those of the longest search, twice.
 * With two spans a day, 2,000 of them then hold some 100 MiB at the very most; with a thousand dates each it was 700.
 */
const REMEMBERED_DAYS = 128;
const WHOLE_DAY: MinuteSpan = { start: 0, end: MINUTES_A_DAY, from: -Infinity, until: Infinity, grid: false };

/** The hours that a provider keeps at a facility: their own, else its opening hours, else always. */
export function hoursAt(place: Place): Hours {
  const { timezone, overrides } = place;
  if (place.weekly.length > 0) return { timezone, weekly: place.weekly, overrides };
  return { timezone, weekly: place.opening_hours.length > 0 ? place.opening_hours : null, overrides };
}

/**
 * The hours of a provider without a facility: those of all places together, leaving out the places where nobody
 * set any; where none were set at all, always. `timezone` says where the days of a provider without places are.
 */
export function hoursAnywhere(places: readonly Place[], timezone: string): Hours[] {
  const kept = places.map(hoursAt);
  const set = kept.filter((hours) => hours.weekly !== null);
  if (set.length > 0) return set;
  return kept.length > 0 ? kept : [{ timezone, weekly: null, overrides: [] }];
}

/** Every span of hours that shares time with `range`, by start. They overlap where the hours or a DST night make them. */
export function openSpans(hours: readonly Hours[], range: Interval): OpenSpan[] {
  const spans: OpenSpan[] = [];
  for (const each of hours) {
    // A span of the day before may run past midnight.
    const last = dayOf(each.timezone, range.end - 1);
    for (let day = dayOf(each.timezone, range.start) - 1; day <= last; day++) {
      for (const span of spansOn(each, day)) {
        if (span.start < range.end && span.end > range.start) spans.push(span);
      }
    }
  }
  return isInOrder(spans) ? spans : spans.sort((a, b) => a.start - b.start);
}

/** The spans that start on a day, in the order in which they were set. */
export function spansOn(hours: Hours, day: Day): readonly OpenSpan[] {
  const timetable = timetableOf(hours);
  const known = timetable.expanded.get(day);
  if (known) return known;
  const spans = expand(
    hours.timezone,
    day,
    timetable.overrides.get(day) ?? timetable.weekly[weekdayOf(day) - 1]!,
  );
  if (timetable.expanded.size >= REMEMBERED_DAYS) timetable.expanded.clear();
  timetable.expanded.set(day, spans);
  return spans;
}

function expand(timezone: string, day: Day, minuteSpans: readonly MinuteSpan[]): OpenSpan[] {
  const spans: OpenSpan[] = [];
  for (const { start, end, from, until, grid } of minuteSpans) {
    if (day < from || day > until) continue;
    const span = localSpan(timezone, day, start, end);
    if (span) spans.push({ start: span.start, end: span.end, grid });
  }
  return spans;
}

function timetableOf(hours: Hours): Timetable {
  let timetable = timetables.get(hours);
  if (!timetable) timetables.set(hours, (timetable = compile(hours)));
  return timetable;
}

function compile({ weekly, overrides }: Hours): Timetable {
  const week: MinuteSpan[][] = Array.from({ length: 7 }, () => (weekly ? [] : [WHOLE_DAY]));
  for (const span of weekly ?? [])
    week[span.weekday - 1]!.push(toMinutes(span, span.valid_from, span.valid_until));
  const dates = overrides.map(
    ({ date, spans }) => [parseDay(date), spans.map((span) => toMinutes(span))] as const,
  );
  return {
    weekly: week.map((day) => day.sort((a, b) => a.start - b.start)),
    overrides: new Map(dates),
    expanded: new Map(),
  };
}

function toMinutes({ start, end }: ClockSpan, from?: string | null, until?: string | null): MinuteSpan {
  return {
    start: minutesOf(start),
    end: minutesOf(end),
    from: from ? parseDay(from) : -Infinity,
    until: until ? parseDay(until) : Infinity,
    grid: true,
  };
}

function isInOrder(spans: readonly Interval[]): boolean {
  return spans.every((span, index) => index === 0 || spans[index - 1]!.start <= span.start);
}
