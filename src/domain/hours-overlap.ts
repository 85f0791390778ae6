import { type Day, MINUTES_A_DAY, startOfDay } from './local-time.js';
import { minutesOf } from './weekly-hours.js';
import type { WeeklyHours } from './working-hours.js';

/** A span of a provider's hours, and the IANA zone whose clock it is written in. */
export interface PlacedHours extends WeeklyHours {
  readonly timezone: string;
}

/** A span on the ring of a week in UTC: the week's end meets its beginning. */
interface RingSpan {
  readonly start: number;
  readonly length: number;
}

const DAY = 86_400_000;
const MINUTE = 60_000;
const MINUTES_A_WEEK = 7 * MINUTES_A_DAY;
/** Zones differ by other hours in summer than in winter, so they are compared in each quarter of a year. */
const QUARTERS = [0, 91, 182, 273];

/**
 * The positions of the first two spans that overlap, wherever they are: nobody is in two places at once. Spans
 * that never hold on the same dates do not. Within one zone the answer is exact, because its clock is one; across
 * zones it is what the clocks show in the four quarters from `today` on.
 */
export function findHoursOverlap(hours: readonly PlacedHours[], today: Day): [number, number] | null {
  const quarters = QUARTERS.map((days) => hours.map((span) => ringSpanOf(span, today + days)));
  for (let later = 1; later < hours.length; later++)
    for (let earlier = 0; earlier < later; earlier++) {
      if (!holdTogether(hours[earlier]!, hours[later]!)) continue;
      if (quarters.some((spans) => meet(spans[earlier]!, spans[later]!))) return [earlier, later];
    }
  return null;
}

function holdTogether(a: WeeklyHours, b: WeeklyHours): boolean {
  const isBefore = (one: WeeklyHours, other: WeeklyHours): boolean =>
    Boolean(one.valid_until && other.valid_from && one.valid_until < other.valid_from);
  return !isBefore(a, b) && !isBefore(b, a);
}

function ringSpanOf({ weekday, start, end, timezone }: PlacedHours, day: Day): RingSpan {
  const shift = (startOfDay(timezone, day) - day * DAY) / MINUTE;
  const length = minutesOf(end) - minutesOf(start);
  return {
    start: (weekday - 1) * MINUTES_A_DAY + minutesOf(start) + shift,
    length: length > 0 ? length : length + MINUTES_A_DAY,
  };
}

function meet(a: RingSpan, b: RingSpan): boolean {
  return wayAround(a.start, b.start) < a.length || wayAround(b.start, a.start) < b.length;
}

function wayAround(from: number, to: number): number {
  return (((to - from) % MINUTES_A_WEEK) + MINUTES_A_WEEK) % MINUTES_A_WEEK;
}
