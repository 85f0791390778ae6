import { instantOf, isDate } from './instant.js';
import type { Interval } from './interval.js';
import { boundsOfDay, parseDay, startOfDay } from './local-time.js';

/**
 * The time that `from` and `to` name: each a date (the whole local day of the zone, both included) or an instant
 * with an offset; without one it has no bound. Both were checked already.
 */
export function askedRange(from: string | undefined, to: string | undefined, timezone: string): Interval {
  return {
    start:
      from === undefined ? -Infinity : isDate(from) ? startOfDay(timezone, parseDay(from)) : instantOf(from),
    end: to === undefined ? Infinity : isDate(to) ? boundsOfDay(timezone, parseDay(to)).end : instantOf(to),
  };
}
