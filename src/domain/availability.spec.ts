import fc from 'fast-check';
import { anySituation } from '../../test/support/generated-schedules.js';
import { earliestOf, freeSpans, slotsOf, type SlotQuery } from './availability.js';
import { formatInstant } from './instant.js';
import { intersect, tidy, union } from './interval.js';
import { type Busy, fullFor, type Occupancy, type Visit } from './occupancy.js';
import type { Schedule } from './schedule.js';
import { timeRefusalsOf } from './time-refusals.js';
import { openSpans, type WeeklyHours } from './working-hours.js';

/** Cases of the property tests; a drill asks for 10,000. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 300);
const MINUTE = 60_000;
const NOW = Date.parse('2026-11-01T00:00:00Z');
const instant = (text: string): number => Date.parse(`2026-11-${text}Z`);
const busy = (start: string, end: string): Busy => ({ start: instant(start), end: instant(end) });
const MONDAY = [{ weekday: 1, start: '09:00', end: '11:00' }];

function schedule(weekly: WeeklyHours[] | null = MONDAY, given: Partial<Schedule> = {}): Schedule {
  return {
    timezone: 'Europe/London',
    hours: [{ timezone: 'Europe/London', weekly, overrides: [] }],
    time_off: [],
    closures: [],
    slot_interval_minutes: null,
    minimum_notice_minutes: 0,
    booking_horizon_days: 365,
    provider_daily_limit: null,
    patient_daily_limit: null,
    provider_appointments: [],
    patient_appointments: [],
    ...given,
  };
}

const occupied = (given: Partial<Occupancy> = {}): Occupancy => ({
  provider: [],
  patient: [],
  facility: null,
  ...given,
});
const query = (given: Partial<SlotQuery> = {}): SlotQuery => ({
  from: instant('02T00:00'),
  to: instant('03T00:00'),
  duration_minutes: 30,
  buffer_before_minutes: 0,
  buffer_after_minutes: 0,
  ...given,
});
const read = (starts: readonly number[]): string[] =>
  starts.map((start) => formatInstant(start).slice(11, 16));

describe('slotsOf', () => {
  it('offers the grid of each span of hours', () => {
    expect(read(slotsOf(schedule(), occupied(), query(), NOW))).toEqual(['09:00', '09:30', '10:00', '10:30']);
    const twoSpans = [
      { weekday: 1, start: '09:10', end: '10:10' },
      { weekday: 1, start: '14:00', end: '15:00' },
    ];
    expect(read(slotsOf(schedule(twoSpans), occupied(), query(), NOW))).toEqual([
      '09:10',
      '09:40',
      '14:00',
      '14:30',
    ]);
  });

  it('steps by the setting, else by the shorter of the length and half an hour', () => {
    const starts = (duration_minutes: number, slot_interval_minutes: number | null): string[] =>
      read(
        slotsOf(schedule(MONDAY, { slot_interval_minutes }), occupied(), query({ duration_minutes }), NOW),
      );
    expect(starts(20, null)).toEqual(['09:00', '09:20', '09:40', '10:00', '10:20', '10:40']);
    expect(starts(60, null)).toEqual(['09:00', '09:30', '10:00']);
    expect(starts(60, 45)).toEqual(['09:00', '09:45']);
  });

  it('stays on the grid after an appointment that does not', () => {
    const provider = [busy('02T09:10', '02T09:40')];
    expect(read(slotsOf(schedule(), occupied({ provider }), query(), NOW))).toEqual(['10:00', '10:30']);
  });

  it('keeps the wanted buffers clear of appointments and time off, not of the edges of the hours', () => {
    const wide = query({ buffer_before_minutes: 15, buffer_after_minutes: 15, duration_minutes: 15 });
    const provider = [busy('02T09:45', '02T10:00')];
    expect(read(slotsOf(schedule(), occupied({ provider }), wide, NOW))).toEqual([
      '09:00',
      '09:15',
      '10:15',
      '10:30',
      '10:45',
    ]);
    const time_off = [busy('02T10:30', '02T11:00')];
    expect(read(slotsOf(schedule(MONDAY, { time_off }), occupied(), wide, NOW)).at(-1)).toBe('10:00');
  });

  it('takes the patient’s own appointments and full lanes out', () => {
    const facility = {
      capacity: 2,
      busy: [
        { ...busy('02T09:00', '02T10:00'), lane: 0 },
        { ...busy('02T09:30', '02T10:30'), lane: 1 },
      ],
    };
    const patient = [busy('02T10:30', '02T10:40')];
    expect(read(slotsOf(schedule(), occupied({ facility, patient }), query(), NOW))).toEqual([
      '09:00',
      '10:00',
    ]);
  });

  it('offers nothing outside what was asked, nor before the notice, nor past the horizon', () => {
    const asked = query({ from: instant('02T09:30'), to: instant('02T10:30') });
    expect(read(slotsOf(schedule(), occupied(), asked, NOW))).toEqual(['09:30', '10:00']);
    expect(read(slotsOf(schedule(), occupied(), query(), instant('02T09:30')))).toEqual(['10:00', '10:30']);
    const late = schedule(MONDAY, { minimum_notice_minutes: 33 * 60 + 30 });
    expect(read(slotsOf(late, occupied(), query(), NOW))).toEqual(['09:30', '10:00', '10:30']);
    expect(slotsOf(schedule(MONDAY, { booking_horizon_days: 1 }), occupied(), query(), NOW)).toEqual([]);
    expect(slotsOf(schedule(), occupied(), query({ to: instant('02T00:00') }), NOW)).toEqual([]);
  });

  it('offers a visit that runs over midnight on the day on which it starts', () => {
    const night = schedule([{ weekday: 1, start: '23:30', end: '01:00' }]);
    expect(read(slotsOf(night, occupied(), query({ duration_minutes: 60 }), NOW))).toEqual(['23:30']);
    const next = query({ from: instant('03T00:00'), to: instant('04T00:00'), duration_minutes: 60 });
    expect(read(slotsOf(night, occupied(), next, NOW))).toEqual(['00:00']);
  });

  it('offers both real hours of a repeated one, and none of a skipped one', () => {
    const nights = schedule([{ weekday: 7, start: '00:30', end: '02:30' }]);
    const on = (date: string): SlotQuery =>
      query({ from: Date.parse(`${date}T00:00Z`) - 60 * MINUTE, to: Date.parse(`${date}T12:00Z`) });
    const january = Date.parse('2026-01-01T00:00Z');
    expect(read(slotsOf(nights, occupied(), on('2026-10-25'), january))).toHaveLength(6);
    expect(read(slotsOf(nights, occupied(), on('2026-03-29'), january))).toEqual(['00:30', '01:00']);
  });

  it('offers a start once where hours overlap, and counts it once', () => {
    const twice = schedule([...MONDAY, ...MONDAY, { weekday: 1, start: '14:00', end: '15:00' }]);
    expect(read(slotsOf(twice, occupied(), query({ limit: 5 }), NOW))).toEqual([
      '09:00',
      '09:30',
      '10:00',
      '10:30',
      '14:00',
    ]);
  });

  it('offers from midnight on where nobody set hours', () => {
    const starts = slotsOf(schedule(null), occupied(), query({ duration_minutes: 480 }), NOW);
    expect(starts).toHaveLength(48);
    expect(read(starts)[0]).toBe('00:00');
  });

  it('finds the same slots page by page, and the first alone', () => {
    fc.assert(
      fc.property(
        anySituation,
        fc.integer({ min: 1, max: 7 }),
        ({ schedule: drawn, occupancy, query: asked, now }, limit) => {
          const wide = {
            ...asked,
            from: asked.from - 20 * 1_440 * MINUTE,
            to: asked.to + 20 * 1_440 * MINUTE,
          };
          const all = slotsOf(drawn, occupancy, wide, now);
          expect(slotsOf(drawn, occupancy, { ...wide, limit }, now)).toEqual(all.slice(0, limit));
          const after = all[limit - 1] ?? 0;
          expect(slotsOf(drawn, occupancy, { ...wide, limit, after }, now)).toEqual(
            all.filter((start) => start > after).slice(0, limit),
          );
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('freeSpans', () => {
  it('free ∪ taken = open, in order, without overlap', () => {
    fc.assert(
      fc.property(anySituation, ({ schedule: drawn, occupancy, query: range, now }) => {
        const bounds = { start: range.from, end: range.to };
        const buffers = { buffer_before_minutes: 0, buffer_after_minutes: 0 };
        const free = freeSpans(drawn, occupancy, buffers, bounds, now);
        const live = (rows: readonly Busy[]): readonly Busy[] =>
          rows.filter((row) => !row.expires_at || row.expires_at > now);
        const taken = union(
          drawn.time_off,
          drawn.closures,
          live(occupancy.provider),
          live(occupancy.patient),
          fullFor(occupancy.facility, 1, now),
        );
        const open = intersect(tidy(openSpans(drawn.hours, bounds)), tidy([bounds]));
        expect(intersect(free, taken)).toEqual([]);
        expect(union(free, intersect(open, taken))).toEqual(open);
        expect(tidy(free)).toEqual(free);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('earliestOf', () => {
  it('puts the slots of several searches in one order', () => {
    const sorted = fc
      .array(fc.nat(50), { maxLength: 10 })
      .map((starts) => [...new Set(starts)].sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.array(sorted, { maxLength: 5 }), fc.nat(60), (lists, limit) => {
        const all = lists.flatMap((starts, list) => starts.map((start) => ({ start, list })));
        expect(earliestOf(lists, limit)).toEqual(
          all.sort((a, b) => a.start - b.start || a.list - b.list).slice(0, limit),
        );
      }),
    );
  });
});

describe('the offer follows the judge where hours of two facilities cross', () => {
  it('has both grids, each start once', () => {
    const hours = [
      { timezone: 'Europe/London', weekly: [{ weekday: 1, start: '09:00', end: '10:30' }], overrides: [] },
      { timezone: 'Europe/Paris', weekly: [{ weekday: 1, start: '10:10', end: '11:40' }], overrides: [] },
    ];
    const both = schedule(null, { hours });
    const starts = slotsOf(both, occupied(), query(), NOW);
    expect(read(starts)).toEqual(['09:00', '09:10', '09:30', '09:40', '10:00', '10:10']);
    const visits: Visit[] = starts.map((start) => ({
      start,
      end: start + 30 * MINUTE,
      buffer_before_minutes: 0,
      buffer_after_minutes: 0,
    }));
    const refusals = visits.flatMap((visit) =>
      timeRefusalsOf(visit, both, NOW, { asPatient: true, override: false }),
    );
    expect(refusals).toEqual([]);
  });
});
