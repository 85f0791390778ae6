/**
 * Half-open intervals [start, end) of epoch milliseconds: 10:00–10:30 and 10:30–11:00 touch, and do not overlap.
 *
 * "Spans" are a *tidy* list: in order, none empty, none overlapping or touching another. `tidy` makes such a
 * list of anything; all that takes or gives `Spans` walks over it once, in order, and changes nothing in place.
 */
export interface Interval {
  /** First millisecond that belongs to it. */
  readonly start: number;
  /** First millisecond that no longer does. */
  readonly end: number;
}

/** A tidy list of intervals (see above). */
export type Spans = readonly Interval[];

/** Whether two intervals share a millisecond; an empty one shares none. */
export function overlaps(a: Interval, b: Interval): boolean {
  return Math.max(a.start, b.start) < Math.min(a.end, b.end);
}

/** Any intervals, in any order, as tidy spans: the same time, once, in order, without the empty and reversed. */
export function tidy(intervals: readonly Interval[]): Spans {
  const spans: Interval[] = [];
  let last: Interval | undefined;
  for (const next of inOrder(intervals)) {
    if (next.end <= next.start) continue;
    if (!last || next.start > last.end) spans.push((last = next));
    else if (next.end > last.end) spans[spans.length - 1] = last = { start: last.start, end: next.end };
  }
  return spans;
}

/** All the time that is in any of the lists. */
export function union(...lists: readonly (readonly Interval[])[]): Spans {
  return tidy(lists.flat());
}

/** The time of `spans` that is not in `taken`. */
export function subtract(spans: Spans, taken: Spans): Spans {
  const left: Interval[] = [];
  let first = 0;
  for (const span of spans) {
    let { start } = span;
    first = firstEndingAfter(taken, start, first);
    for (let at = first; at < taken.length; at++) {
      const cut = taken[at]!;
      if (cut.start >= span.end) break;
      if (cut.start > start) left.push({ start, end: cut.start });
      start = cut.end;
    }
    if (start === span.start) left.push(span);
    else if (start < span.end) left.push({ start, end: span.end });
  }
  return left;
}

/** The time that is in both. */
export function intersect(a: Spans, b: Spans): Spans {
  const shared: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [left, right] = [a[i]!, b[j]!];
    const start = Math.max(left.start, right.start);
    const end = Math.min(left.end, right.end);
    if (start < end) shared.push({ start, end });
    if (left.end < right.end) i++;
    else j++;
  }
  return shared;
}

/** The time of `spans` within `bounds`. */
export function clip(spans: Spans, bounds: Interval): Spans {
  return intersect(spans, [bounds]);
}

/** Whether one of the spans holds the whole of `interval`. */
export function contains(spans: Spans, interval: Interval): boolean {
  const span = spans[firstEndingAfter(spans, interval.start)];
  return span !== undefined && span.start <= interval.start && interval.end <= span.end;
}

/** The last of the spans that overlaps `interval`; undefined when none does. */
export function lastOverlapping(spans: Spans, interval: Interval): Interval | undefined {
  let found: Interval | undefined;
  for (let at = firstEndingAfter(spans, interval.start); at < spans.length; at++) {
    const span = spans[at]!;
    if (!overlaps(span, interval)) break;
    found = span;
  }
  return found;
}

/** Each interval begun `before` and ended `after` milliseconds further out; what then touches is one. */
export function widen(intervals: readonly Interval[], before: number, after: number): Spans {
  if (before === 0 && after === 0) return tidy(intervals);
  return tidy(intervals.map(({ start, end }) => ({ start: start - before, end: end + after })));
}

/** Milliseconds in all of the spans together. */
export function lengthOf(spans: Spans): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** The time that at least `depth` (1 or more) of the layers hold at once: one walk over all edges, in order. */
export function coveredBy(layers: readonly Spans[], depth: number): Spans {
  const [starts, ends] = edgesOf(layers.flat());
  const covered: Interval[] = [];
  let running = 0;
  let since = 0;
  for (let s = 0, e = 0; e < ends.length;) {
    if (s < starts.length && starts[s]! < ends[e]!) {
      if (++running === depth) since = starts[s]!;
      s++;
    } else {
      if (running-- === depth) covered.push({ start: since, end: ends[e]! });
      e++;
    }
  }
  return tidy(covered);
}

/** All starts and all ends, each in order: flat, because sorting numbers in place is several times faster. */
function edgesOf(intervals: readonly Interval[]): [Float64Array, Float64Array] {
  const starts = new Float64Array(intervals.length);
  const ends = new Float64Array(intervals.length);
  intervals.forEach(({ start, end }, index) => {
    starts[index] = start;
    ends[index] = end;
  });
  return [starts.sort(), ends.sort()];
}

/** Position of the first span that ends after `instant`, looking from `from` on; the length when none does. */
export function firstEndingAfter(spans: Spans, instant: number, from = 0): number {
  let [low, high] = [from, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans[middle]!.end <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The list itself when it is in order already, as rows read by an index are. */
function inOrder(intervals: readonly Interval[]): readonly Interval[] {
  for (let i = 1; i < intervals.length; i++) {
    if (intervals[i]!.start < intervals[i - 1]!.start)
      return [...intervals].sort((a, b) => a.start - b.start);
  }
  return intervals;
}
