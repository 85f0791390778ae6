import fc from 'fast-check';
import {
  clip,
  contains,
  coveredBy,
  firstEndingAfter,
  intersect,
  type Interval,
  lastOverlapping,
  lengthOf,
  overlaps,
  type Spans,
  subtract,
  tidy,
  union,
  widen,
} from './interval.js';

const span = (start: number, end: number): Interval => ({ start, end });
/** Instants 0–60: small enough to look at every one of them. */
const instants = Array.from({ length: 62 }, (_, instant) => instant - 1);
const anyInterval = fc.record({ start: fc.nat(60), end: fc.nat(60) });
const anyIntervals = fc.array(anyInterval, { maxLength: 12 });
const anySpans = anyIntervals.map(tidy);
const holds = (intervals: readonly Interval[]) => (at: number) =>
  intervals.some(({ start, end }) => start <= at && at < end);
const isTidy = (spans: Spans): boolean =>
  spans.every(({ start, end }, index) => start < end && (index === 0 || spans[index - 1]!.end < start));

/** That the spans are tidy and hold exactly the instants that they should. */
function expectExactly(spans: Spans, shouldHold: (instant: number) => boolean): void {
  expect(isTidy(spans)).toBe(true);
  expect(instants.filter(holds(spans))).toEqual(instants.filter(shouldHold));
}

describe('intervals by example', () => {
  it('touch without overlapping', () => {
    expect(overlaps(span(0, 10), span(10, 20))).toBe(false);
    expect(overlaps(span(0, 11), span(10, 20))).toBe(true);
    expect(overlaps(span(5, 5), span(0, 10))).toBe(false);
  });

  it('tidies: sorts, joins what overlaps or touches, drops the empty and the reversed', () => {
    const messy = [span(30, 40), span(0, 10), span(10, 12), span(5, 6), span(50, 50), span(60, 55)];
    expect(tidy(messy)).toEqual([span(0, 12), span(30, 40)]);
  });

  it('subtracts from the edges, from the middle and across several', () => {
    expect(subtract([span(0, 10), span(20, 30)], [span(-5, 2), span(4, 5), span(8, 22)])).toEqual([
      span(2, 4),
      span(5, 8),
      span(22, 30),
    ]);
    expect(subtract([span(0, 10)], [span(0, 10)])).toEqual([]);
  });

  it('finds the time that enough layers hold at once', () => {
    const layers = [[span(0, 10)], [span(5, 15), span(20, 30)], [span(8, 22)]];
    expect(coveredBy(layers, 2)).toEqual([span(5, 15), span(20, 22)]);
    expect(coveredBy(layers, 3)).toEqual([span(8, 10)]);
    expect(coveredBy([[span(0, 5)], [span(5, 9)]], 2)).toEqual([]);
  });

  it('widens, clips and measures', () => {
    expect(widen([span(10, 20), span(25, 30)], 2, 4)).toEqual([span(8, 34)]);
    expect(clip([span(0, 10), span(20, 30)], span(5, 20))).toEqual([span(5, 10)]);
    expect(lengthOf([span(0, 10), span(20, 25)])).toBe(15);
  });
});

describe('intervals, whatever they are', () => {
  it('tidy holds the same time, and is idempotent', () => {
    fc.assert(
      fc.property(anyIntervals, (intervals) => {
        const spans = tidy(intervals);
        expectExactly(spans, holds(intervals));
        expect(tidy(spans)).toEqual(spans);
      }),
    );
  });

  it('union, intersect and subtract hold what their names say', () => {
    fc.assert(
      fc.property(anySpans, anySpans, (a, b) => {
        expectExactly(union(a, b), (at) => holds(a)(at) || holds(b)(at));
        expectExactly(intersect(a, b), (at) => holds(a)(at) && holds(b)(at));
        expectExactly(subtract(a, b), (at) => holds(a)(at) && !holds(b)(at));
      }),
    );
  });

  it('free ∪ busy = open, and free and busy share nothing', () => {
    fc.assert(
      fc.property(anySpans, anySpans, (open, busy) => {
        const free = subtract(open, busy);
        const busyInside = intersect(open, busy);
        expect(union(free, busyInside)).toEqual(open);
        expect(intersect(free, busyInside)).toEqual([]);
        expect(lengthOf(free) + lengthOf(busyInside)).toBe(lengthOf(open));
        expect(subtract(free, busy)).toEqual(free);
      }),
    );
  });

  it('contains, overlaps and the searches agree with looking at every instant', () => {
    fc.assert(
      fc.property(anySpans, anyInterval, (spans, interval) => {
        const inside = instants.filter(holds([interval]));
        if (inside.length > 0) expect(contains(spans, interval)).toBe(inside.every(holds(spans)));
        const overlapping = spans.filter((each) => inside.some(holds([each])));
        expect(spans.filter((each) => overlaps(each, interval))).toEqual(overlapping);
        if (inside.length > 0) expect(lastOverlapping(spans, interval)).toEqual(overlapping.at(-1));
        const after = spans.findIndex((each) => each.end > interval.start);
        expect(firstEndingAfter(spans, interval.start)).toBe(after < 0 ? spans.length : after);
      }),
    );
  });

  it('coveredBy counts layers', () => {
    fc.assert(
      fc.property(fc.array(anySpans, { maxLength: 5 }), fc.integer({ min: 1, max: 4 }), (layers, depth) => {
        expectExactly(
          coveredBy(layers, depth),
          (at) => layers.filter((layer) => holds(layer)(at)).length >= depth,
        );
      }),
    );
  });

  it('changes nothing in place', () => {
    fc.assert(
      fc.property(anyIntervals, anySpans, (intervals, spans) => {
        const [before, cut] = [structuredClone(intervals), structuredClone(spans)];
        subtract(tidy(intervals), spans);
        union(intervals, spans);
        coveredBy([tidy(intervals), spans], 1);
        expect(intervals).toEqual(before);
        expect(spans).toEqual(cut);
      }),
    );
  });
});
