/**
 * From the clock on the wall of a facility to instants, and back. The only file that knows time zones.
 *
 * The policy for the nights on which a zone changes its offset, in one sentence: **a span of local time is all the
 * time from the first to the last moment at which the wall clock shows a time within it.** Therefore
 * - a skipped time (spring) is the moment at which the clock jumps: a span that begins or ends inside the skipped
 *   hour is shortened, one that lies wholly inside it vanishes, and so does every span of a skipped day;
 * - a repeated hour (autumn) belongs to a span that covers it once, in its real length: the span begins at the
 *   earlier and ends at the later of the two moments (01:00–02:00 then lasts two hours). A span that ends when the
 *   repetition begins (00:00–01:00) holds none of it. Spans that meet *inside* a repeated hour both have it;
 * - a day begins when the clock first shows it (at 01:00, where midnight is skipped) and lasts until the next begins.
 */
import { Temporal } from 'temporal-polyfill';
import type { Interval } from './interval.js';

/** A date of a local calendar, as days since 1970-01-01: the next day is `day + 1`. */
export type Day = number;

const MINUTE = 60_000;
const DAY = 86_400_000;
export const MINUTES_A_DAY = 1_440;

/** The time between two changes of a zone's offset (local minus UTC, in milliseconds). */
interface Stretch extends Interval {
  readonly offset: number;
}

/** A year has two stretches in most zones, and no more than a few hundred readings are ever near a change. */
const REMEMBERED = 20_000;
const stretches = new Map<string, Stretch[]>();
const readings = new Map<string, number>();
let remembered = 0;

/** The day of a real date written `YYYY-MM-DD`. */
export function parseDay(date: string): Day {
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY;
}

/** `YYYY-MM-DD`. */
export function formatDay(day: Day): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** 1 is Monday, 7 Sunday. */
export function weekdayOf(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Every day from the first to the last, both included. */
export function daysBetween(first: Day, last: Day): Day[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** When the day begins in the zone (IANA name), in epoch milliseconds. */
export function startOfDay(zone: string, day: Day): number {
  return momentOf(zone, day, 0, 'start');
}

/** The whole of a day in the zone: 23, 24 or 25 hours, or whatever it had; empty where the zone skipped it. */
export function boundsOfDay(zone: string, day: Day): Interval {
  return { start: startOfDay(zone, day), end: startOfDay(zone, day + 1) };
}

/** The day that an instant (epoch milliseconds) belongs to in the zone. */
export function dayOf(zone: string, instant: number): Day {
  let day = Math.floor(instant / DAY);
  while (instant < startOfDay(zone, day)) day--;
  while (instant >= startOfDay(zone, day + 1)) day++;
  return day;
}

/**
 * The span of a day between two times of the wall clock, in minutes since its midnight. `endMinute` at or before
 * `startMinute` is a time of the next day; 1,440 is the end of the day. Null when the clock skips all of it.
 */
export function localSpan(zone: string, day: Day, startMinute: number, endMinute: number): Interval | null {
  const start = momentOf(zone, day, startMinute, 'start');
  const lastMinute = endMinute > startMinute ? endMinute : endMinute + MINUTES_A_DAY;
  const overnight = lastMinute >= MINUTES_A_DAY;
  const end = momentOf(
    zone,
    overnight ? day + 1 : day,
    overnight ? lastMinute - MINUTES_A_DAY : lastMinute,
    'end',
  );
  return start < end ? { start, end } : null;
}

/** The instant at which a span begins or ends on the wall clock; `minute` 0–1,439. */
function momentOf(zone: string, day: Day, minute: number, edge: 'start' | 'end'): number {
  const wall = day * DAY + minute * MINUTE;
  const { start, end, offset } = stretchAt(zone, day * DAY);
  // No zone is further than 16 hours from UTC, and no change moves the clock by more than a day.
  const isSteady = start <= (day - 2) * DAY && (day + 3) * DAY <= end;
  return isSteady ? wall - offset : nearChange(zone, wall, edge);
}

/** A moment at which a zone's clocks are put forward or back. Offsets in milliseconds, local minus UTC. */
export interface ClockChange {
  /** What the clock showed before it was changed, written as if it were UTC (epoch milliseconds). */
  wall: number;
  before: number;
  after: number;
}

/** The last change at or before the instant, and the first one after it, as far as there are any. */
export function clockChangesAround(zone: string, instant: number): ClockChange[] {
  const here = stretchAt(zone, instant);
  const changes = [here.start, here.end].filter(Number.isFinite);
  return changes.map((at) => {
    const before = stretchAt(zone, at - 1).offset;
    return { wall: at + before, before, after: stretchAt(zone, at).offset };
  });
}

/** How far the zone's clock is ahead of UTC at the instant, in milliseconds. */
export function offsetAt(zone: string, instant: number): number {
  return stretchAt(zone, instant).offset;
}

/** Whether the clock of the zone shows this instant's time a second time, an hour or so before or after it. */
export function isRepeatedTime(zone: string, instant: number): boolean {
  const { start, end, offset } = stretchAt(zone, instant);
  const cameBack = Number.isFinite(start) ? stretchAt(zone, start - 1).offset - offset : 0;
  const goesBack = Number.isFinite(end) ? offset - stretchAt(zone, end).offset : 0;
  return instant < start + cameBack || instant >= end - goesBack;
}

/** The instant as a time of the zone, for libraries that take those. */
export function zonedTime(zone: string, instant: number): Temporal.ZonedDateTime {
  return zoned(zone, instant);
}

function stretchAt(zone: string, instant: number): Stretch {
  let known = stretches.get(zone);
  for (const stretch of known ?? []) if (stretch.start <= instant && instant < stretch.end) return stretch;
  makeRoom();
  known = stretches.get(zone) ?? [];
  stretches.set(zone, known);
  const stretch = findStretch(zone, instant);
  known.push(stretch);
  return stretch;
}

function findStretch(zone: string, instant: number): Stretch {
  const here = zoned(zone, instant);
  const end = here.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity;
  const start =
    here.add({ milliseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ?? -Infinity;
  return { start, end, offset: here.offsetNanoseconds / 1e6 };
}

function nearChange(zone: string, wall: number, edge: 'start' | 'end'): number {
  const key = `${edge} ${wall} ${zone}`;
  let instant = readings.get(key);
  if (instant === undefined) {
    instant = resolve(zone, wall, edge);
    makeRoom();
    readings.set(key, instant);
  }
  return instant;
}

/** Users choose dates and zones, so the memory of them is bounded: when it is full, all is forgotten at once. */
function makeRoom(): void {
  if (remembered++ < REMEMBERED) return;
  stretches.clear();
  readings.clear();
  remembered = 1;
}

/** The instant of a wall clock reading (written as if it were UTC), by the policy above. */
function resolve(zone: string, wall: number, edge: 'start' | 'end'): number {
  const reading = zoned('UTC', wall).toPlainDateTime();
  const earlier = reading.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = reading.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return earlier.epochMilliseconds;
  const change = earlier.getTimeZoneTransition('next')!.epochMilliseconds;
  if (!later.toPlainDateTime().equals(reading)) return change;
  const repeatsFromHere = later.epochMilliseconds === change;
  return edge === 'start' || repeatsFromHere ? earlier.epochMilliseconds : later.epochMilliseconds;
}

function zoned(zone: string, instant: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
}
