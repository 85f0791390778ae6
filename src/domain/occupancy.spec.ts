import fc from 'fast-check';
import { contains } from './interval.js';
import {
  type Busy,
  type BusyLane,
  conflictsOf,
  fullFor,
  keptClear,
  type Occupancy,
  type Visit,
  withBuffers,
} from './occupancy.js';

const MINUTE = 60_000;
const at = (minute: number): number => minute * MINUTE;
const busy = (start: number, end: number, expires?: number): Busy => ({
  start: at(start),
  end: at(end),
  expires_at: expires === undefined ? null : at(expires),
});
const lane = (number: number, start: number, end: number, expires?: number): BusyLane => ({
  ...busy(start, end, expires),
  lane: number,
});
const visit = (start: number, end: number, before = 0, after = 0): Visit => ({
  start: at(start),
  end: at(end),
  buffer_before_minutes: before,
  buffer_after_minutes: after,
});
const nobody: Occupancy = { provider: [], patient: [], facility: null };

describe('conflictsOf', () => {
  it('names every resource that is taken', () => {
    const occupancy = {
      provider: [busy(0, 31)],
      patient: [busy(59, 70)],
      facility: { capacity: 1, busy: [lane(0, 40, 41)] },
    };
    expect(conflictsOf(visit(30, 60), occupancy, 0)).toEqual(['provider', 'patient', 'facility']);
    expect(conflictsOf(visit(31, 40), occupancy, 0)).toEqual([]);
  });

  it('touching is not overlapping', () => {
    expect(conflictsOf(visit(30, 60), { ...nobody, provider: [busy(0, 30), busy(60, 90)] }, 0)).toEqual([]);
  });

  it('keeps buffers clear of other visits of the provider, and of nobody else', () => {
    const wide = visit(30, 60, 10, 5);
    expect(withBuffers(wide)).toEqual({ start: at(20), end: at(65) });
    expect(conflictsOf(wide, { ...nobody, provider: [busy(0, 21)] }, 0)).toEqual(['provider']);
    expect(conflictsOf(wide, { ...nobody, provider: [busy(64, 80)] }, 0)).toEqual(['provider']);
    expect(
      conflictsOf(wide, { ...nobody, provider: [busy(0, 20), busy(65, 80)], patient: [busy(0, 30)] }, 0),
    ).toEqual([]);
  });

  it('a hold blocks until the millisecond in which it expires', () => {
    const held = {
      provider: [busy(30, 60, 10)],
      patient: [busy(30, 60, 10)],
      facility: { capacity: 1, busy: [lane(0, 30, 60, 10)] },
    };
    expect(conflictsOf(visit(30, 60), held, at(10) - 1)).toEqual(['provider', 'patient', 'facility']);
    expect(conflictsOf(visit(30, 60), held, at(10))).toEqual([]);
  });

  it('needs one lane that is free for the whole of the visit', () => {
    const facility = { capacity: 2, busy: [lane(0, 0, 30), lane(1, 30, 60)] };
    expect(conflictsOf(visit(15, 45), { ...nobody, facility }, 0)).toEqual(['facility']);
    expect(conflictsOf(visit(0, 30), { ...nobody, facility }, 0)).toEqual([]);
    expect(conflictsOf(visit(15, 45), { ...nobody, facility: { ...facility, capacity: null } }, 0)).toEqual(
      [],
    );
    expect(conflictsOf(visit(15, 45), { ...nobody, facility: { ...facility, capacity: 3 } }, 0)).toEqual([]);
  });
});

describe('spans that are worked out ahead say the same as looking at one visit', () => {
  const minute = fc.nat(90);
  const anyBusy = fc.record({
    from: minute,
    length: fc.integer({ min: 1, max: 30 }),
    expires: fc.option(fc.nat(20), { nil: undefined }),
  });

  it('fullFor: the starts at which no lane is free', () => {
    const anyLanes = fc.array(fc.tuple(anyBusy, fc.nat(3)), { maxLength: 12 });
    fc.assert(
      fc.property(
        anyLanes,
        fc.integer({ min: 1, max: 3 }),
        minute,
        fc.integer({ min: 1, max: 40 }),
        (rows, capacity, start, length) => {
          const lanes = rows.map(([{ from, length: long, expires }, number]) =>
            lane(number, from, from + long, expires),
          );
          const facility = { capacity, busy: lanes };
          const wanted = visit(start, start + length);
          const full = fullFor(facility, at(length), at(10));
          const isFull = contains(full, { start: wanted.start, end: wanted.start + 1 });
          expect(isFull).toBe(conflictsOf(wanted, { ...nobody, facility }, at(10)).includes('facility'));
        },
      ),
    );
  });

  it('keptClear: buffers of the visit laid around what is busy', () => {
    fc.assert(
      fc.property(anyBusy, minute, fc.nat(15), fc.nat(15), ({ from, length }, start, before, after) => {
        const rows = [busy(from, from + length)];
        const wanted = visit(start, start + 10, before, after);
        const clear = conflictsOf(
          { ...wanted, buffer_before_minutes: 0, buffer_after_minutes: 0 },
          { ...nobody, provider: keptClear(rows, wanted) },
          0,
        );
        expect(clear).toEqual(conflictsOf(wanted, { ...nobody, provider: rows }, 0));
      }),
    );
  });

  it('remembers no more than the last question', () => {
    const facility = { capacity: 1, busy: [lane(0, 0, 30, 10)] };
    expect(fullFor(facility, at(10), at(5))).toHaveLength(1);
    expect(fullFor(facility, at(10), at(5))).toBe(fullFor(facility, at(10), at(5)));
    expect(fullFor(facility, at(10), at(10))).toEqual([]);
    expect(fullFor(null, at(10), at(5))).toEqual([]);
  });
});
