/** A span of a week in local clock time. `end` at or before `start` ends on the next day; `24:00` is midnight. */
export interface WeeklySpan {
  /** 1 is Monday, 7 Sunday. */
  weekday: number;
  /** `HH:MM`, 00:00–23:59. */
  start: string;
  /** `HH:MM`, 00:00–24:00. */
  end: string;
}

const MINUTES_A_DAY = 1_440;
const MINUTES_A_WEEK = 7 * MINUTES_A_DAY;

/** Minutes since midnight of `HH:MM`, 00:00–24:00. */
export function minutesOf(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** Start and end of a span in minutes since Monday 00:00; the end may run past the week's end. */
function minutesOfWeek(span: WeeklySpan): { start: number; end: number } {
  const start = (span.weekday - 1) * MINUTES_A_DAY + minutesOf(span.start);
  const length = minutesOf(span.end) - minutesOf(span.start);
  return { start, end: start + (length > 0 ? length : length + MINUTES_A_DAY) };
}

/** The positions of the first two spans that overlap, also around Sunday midnight; null when none do. */
export function findOverlap(spans: readonly WeeklySpan[]): [number, number] | null {
  const sorted = spans
    .map((span, position) => ({ ...minutesOfWeek(span), position }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  for (const [index, span] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next && next.start < span.end) return [span.position, next.position];
  }
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first && last && first !== last && last.end - MINUTES_A_WEEK > first.start)
    return [last.position, first.position];
  return null;
}
