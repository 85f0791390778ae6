/** Which visits a provider's daily digest is in time for. Clock times `HH:MM`; instants in epoch milliseconds. */
import { type Day, dayOf, localSpan, MINUTES_A_DAY } from './local-time.js';
import { minutesOf } from './weekly-hours.js';

/** When and in which zone (IANA name) a provider's digests are made. */
export interface DigestHour {
  time: string;
  timezone: string;
}

const MINUTE = 60_000;
/** What is decided on just before a digest is made may be too late for it. */
const MARGIN = 2 * MINUTE;

/** When the digest of a local day is made. Where the clock skips the hour, when it jumps. */
export function digestAt({ time, timezone }: DigestHour, day: Day): number {
  const minute = minutesOf(time);
  // A day that the zone skipped has no such minute: its digest is the next day's.
  return localSpan(timezone, day, minute, MINUTES_A_DAY)?.start ?? digestAt({ time, timezone }, day + 1);
}

/** The local day whose digest is due: today's, once its hour has come. */
export function dueDigest(hour: DigestHour, now: number): Day | null {
  const today = dayOf(hour.timezone, now);
  return digestAt(hour, today) <= now ? today : null;
}

/**
 * Whether news of a visit can wait for the next digest: nothing that it concerns (the start it has, the one it
 * had) comes before that is made. What is for today, and comes after today's digest, is told at once.
 * @param lastDay of the digest that was made last: a day has one, also where its hour was put off since; null: none
 */
export function canWaitForDigest(
  hour: DigestHour,
  lastDay: Day | null,
  starts: readonly number[],
  now: number,
): boolean {
  const today = dayOf(hour.timezone, now);
  const next = [today, today + 1]
    .filter((day) => lastDay === null || day > lastDay)
    .map((day) => digestAt(hour, day))
    .find((moment) => moment - MARGIN > now);
  return next !== undefined && starts.every((start) => start >= next);
}

/** Whether the digest of a visit's own day lists it in time: then nobody needs to be reminded of it. */
export function isInDigestOfItsDay(hour: DigestHour, start: number): boolean {
  return digestAt(hour, dayOf(hour.timezone, start)) <= start;
}
