/** When people are reminded of a visit. Instants in epoch milliseconds, lengths in minutes, clock times `HH:MM`. */
import type { Interval } from './interval.js';
import { dayOf, localSpan, MINUTES_A_DAY } from './local-time.js';
import { minutesOf } from './weekly-hours.js';

/** Local clock time in which nobody is reminded of anything; `end` at or before `start` is on the next day. */
export interface QuietHours {
  start: string;
  end: string;
}

/** How many reminders an organization may have, and how long before the visit. */
export const REMINDERS = { most: 5, shortest: 15, longest: 10_080, usual: [1_440, 120] } as const;

const MINUTE = 60_000;
/** Longer ones would leave no hours to remind anybody in. */
export const LONGEST_QUIET_MINUTES = 16 * 60;
/** A reminder that quiet hours hold back is of use if there is still so much time to go. */
const TIME_TO_GO = 30 * MINUTE;
/** One that goes out before quiet hours does so early enough to arrive before them. */
const BEFORE_QUIET = 15 * MINUTE;
/** How much earlier than asked for a reminder goes out at most. */
export const MOST_EARLY = LONGEST_QUIET_MINUTES * MINUTE + BEFORE_QUIET;

/** How long quiet hours are, in minutes of the clock. */
export function quietMinutes({ start, end }: QuietHours): number {
  const length = minutesOf(end) - minutesOf(start);
  return length > 0 ? length : length + MINUTES_A_DAY;
}

/** The quiet hours around an instant; null when it is in none. */
export function quietAround(quiet: QuietHours | null, zone: string, instant: number): Interval | null {
  if (!quiet) return null;
  const today = dayOf(zone, instant);
  for (const day of [today - 1, today]) {
    const span = localSpan(zone, day, minutesOf(quiet.start), minutesOf(quiet.end));
    if (span && span.start <= instant && instant < span.end) return span;
  }
  return null;
}

/**
 * When a reminder goes out: so long before the start; out of quiet hours when they end, if that leaves
 * enough time to go, else before they begin.
 */
export function reminderTime(
  start: number,
  minutesBefore: number,
  zone: string,
  quiet: QuietHours | null,
): number {
  const wanted = start - minutesBefore * MINUTE;
  const around = quietAround(quiet, zone, wanted);
  if (around && around.end + TIME_TO_GO <= start) return around.end;
  const near = around ?? quietAround(quiet, zone, wanted + BEFORE_QUIET);
  return near ? near.start - BEFORE_QUIET : wanted;
}

/** A visit that people may be reminded of. */
export interface VisitToRemindOf {
  start: number;
  /** When its people last heard when it is: of the booking, a move, the confirmation. */
  told: number;
  /** IANA name. */
  zone: string;
  /** How long before the start, as the organization set it. */
  offsets: readonly number[];
  quiet: QuietHours | null;
}

/**
 * Which reminder is due, as minutes before the start; null: none. Of several only the nearest one, since a
 * worker that was down has nothing to make up for; none in quiet hours, after the start, or where the
 * booking was made when the reminder was due already: the confirmation was the reminder.
 */
export function dueReminder(visit: VisitToRemindOf, now: number): number | null {
  const { start, told, zone, offsets, quiet } = visit;
  if (now >= start || quietAround(quiet, zone, now)) return null;
  const due = offsets.filter((minutes) => reminderTime(start, minutes, zone, quiet) <= now);
  if (due.length === 0) return null;
  const nearest = Math.min(...due);
  const toldBy = Math.min(start - nearest * MINUTE, reminderTime(start, nearest, zone, quiet));
  return told < toldBy ? nearest : null;
}
