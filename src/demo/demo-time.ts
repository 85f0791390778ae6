import { dayOf, localSpan, weekdayOf, type Day } from '../domain/local-time.js';
import { minutesOf } from '../domain/weekly-hours.js';
import type { When } from './demo-visits.js';

const MINUTE = 60_000;
const SATURDAY = 6;

/** The instant (epoch milliseconds) of a demo visit's start, in the zone of its place. */
export function startOf(when: When, zone: string, now: number): number {
  if ('minutes' in when) return roundedToFiveMinutes(now) + when.minutes * MINUTE;
  const minute = minutesOf(when.clock);
  const span = localSpan(zone, workingDay(dayOf(zone, now), when.day), minute, minute + 1);
  if (!span) throw new RangeError('the clock skips this time');
  return span.start;
}

/** So many days from Monday to Friday after (or before) the day. */
function workingDay(from: Day, distance: number): Day {
  const step = Math.sign(distance);
  let day = from;
  for (let left = Math.abs(distance); left > 0;) {
    day += step;
    if (weekdayOf(day) < SATURDAY) left--;
  }
  return day;
}

function roundedToFiveMinutes(instant: number): number {
  return Math.floor(instant / (5 * MINUTE)) * 5 * MINUTE;
}
