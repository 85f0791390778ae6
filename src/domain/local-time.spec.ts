import fc from 'fast-check';
import type { Interval } from './interval.js';
import {
  boundsOfDay,
  type Day,
  dayOf,
  daysBetween,
  formatDay,
  localSpan,
  parseDay,
  startOfDay,
  weekdayOf,
} from './local-time.js';
import { minutesOf } from './weekly-hours.js';

/** Cases of the property tests; a drill asks for 10,000. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 150);
const HOUR = 3_600_000;

const spanOn = (zone: string, date: string, start: string, end: string): Interval | null =>
  localSpan(zone, parseDay(date), minutesOf(start), minutesOf(end));

/** `['2026-03-29T00:30Z', …]`, to read. */
const read = (span: Interval | null): string[] | null =>
  span && [span.start, span.end].map((instant) => new Date(instant).toISOString().replace(':00.000Z', 'Z'));

const hoursOn = (zone: string, date: string): number => {
  const { start, end } = boundsOfDay(zone, parseDay(date));
  return (end - start) / HOUR;
};

describe('dates', () => {
  it('go in and out, over leap days and year ends', () => {
    for (const date of ['1970-01-01', '2024-02-29', '2025-12-31', '1969-12-31', '2100-02-28']) {
      expect(formatDay(parseDay(date))).toBe(date);
    }
    expect(daysBetween(parseDay('2024-02-28'), parseDay('2024-03-01')).map(formatDay)).toEqual([
      '2024-02-28',
      '2024-02-29',
      '2024-03-01',
    ]);
    expect(daysBetween(parseDay('2025-12-31'), parseDay('2026-01-01'))).toHaveLength(2);
    expect(daysBetween(5, 4)).toEqual([]);
  });

  it('have a weekday, Monday being 1', () => {
    const weekdays = ['2026-10-26', '2026-11-01', '1970-01-01', '1969-12-31'].map((date) =>
      weekdayOf(parseDay(date)),
    );
    expect(weekdays).toEqual([1, 7, 4, 3]);
  });
});

describe('a span of local time', () => {
  it.each([
    ['Europe/London', '2026-01-15', '09:00', '17:00', ['2026-01-15T09:00Z', '2026-01-15T17:00Z']],
    ['Europe/London', '2026-07-15', '09:00', '17:00', ['2026-07-15T08:00Z', '2026-07-15T16:00Z']],
    ['Asia/Kathmandu', '2026-07-15', '09:00', '17:00', ['2026-07-15T03:15Z', '2026-07-15T11:15Z']],
    ['Europe/London', '2024-02-29', '22:00', '24:00', ['2024-02-29T22:00Z', '2024-03-01T00:00Z']],
    ['America/New_York', '2025-12-31', '22:00', '06:00', ['2026-01-01T03:00Z', '2026-01-01T11:00Z']],
    ['Pacific/Apia', '2026-01-15', '00:00', '00:00', ['2026-01-14T11:00Z', '2026-01-15T11:00Z']],
  ])('%s %s %s–%s', (zone, date, start, end, expected) => {
    expect(read(spanOn(zone, date, start, end))).toEqual(expected);
  });

  it('keeps 09:00 at 09:00 on both sides of a change', () => {
    for (const [date, utc] of [
      ['2026-03-28', '09:00'],
      ['2026-03-29', '08:00'],
      ['2026-10-24', '08:00'],
      ['2026-10-25', '09:00'],
    ] as const) {
      expect(read(spanOn('Europe/London', date, '09:00', '10:00'))?.[0]).toBe(`${date}T${utc}Z`);
    }
  });
});

describe('a skipped hour', () => {
  it.each([
    // London 2026-03-29: 01:00 → 02:00 at 01:00Z. New York 2026-03-08: 02:00 → 03:00 at 07:00Z.
    [
      'begins in it',
      'Europe/London',
      '2026-03-29',
      '01:30',
      '04:00',
      ['2026-03-29T01:00Z', '2026-03-29T03:00Z'],
    ],
    [
      'ends in it',
      'Europe/London',
      '2026-03-29',
      '00:00',
      '01:30',
      ['2026-03-29T00:00Z', '2026-03-29T01:00Z'],
    ],
    [
      'covers it',
      'America/New_York',
      '2026-03-08',
      '01:00',
      '04:00',
      ['2026-03-08T06:00Z', '2026-03-08T08:00Z'],
    ],
    ['is inside', 'Europe/London', '2026-03-29', '01:10', '01:50', null],
    ['is it', 'Europe/London', '2026-03-29', '01:00', '02:00', null],
    [
      'overnight into it',
      'America/New_York',
      '2026-03-07',
      '22:00',
      '02:30',
      ['2026-03-08T03:00Z', '2026-03-08T07:00Z'],
    ],
    // Lord Howe 2026-10-04: 02:00 → 02:30 at 15:30Z the day before.
    [
      'half an hour',
      'Australia/Lord_Howe',
      '2026-10-04',
      '02:15',
      '03:00',
      ['2026-10-03T15:30Z', '2026-10-03T16:00Z'],
    ],
    // São Paulo 2018-11-04: 00:00 → 01:00 at 03:00Z. The day has no midnight.
    [
      'midnight',
      'America/Sao_Paulo',
      '2018-11-04',
      '00:00',
      '08:00',
      ['2018-11-04T03:00Z', '2018-11-04T10:00Z'],
    ],
    [
      'before midnight',
      'America/Sao_Paulo',
      '2018-11-03',
      '22:00',
      '24:00',
      ['2018-11-04T01:00Z', '2018-11-04T03:00Z'],
    ],
    // Casablanca 2026-03-22 (end of Ramadan): 02:00 → 03:00 at 02:00Z.
    [
      'Ramadan',
      'Africa/Casablanca',
      '2026-03-22',
      '02:30',
      '04:00',
      ['2026-03-22T02:00Z', '2026-03-22T03:00Z'],
    ],
  ])('%s: %s %s %s–%s', (_, zone, date, start, end, expected) => {
    expect(read(spanOn(zone, date, start, end))).toEqual(expected);
  });
});

describe('a repeated hour', () => {
  it.each([
    // London 2026-10-25: 02:00 → 01:00 at 01:00Z. New York 2026-11-01: 02:00 → 01:00 at 06:00Z.
    ['is it', 'Europe/London', '2026-10-25', '01:00', '02:00', ['2026-10-25T00:00Z', '2026-10-25T02:00Z']],
    [
      'covers it',
      'America/New_York',
      '2026-11-01',
      '00:00',
      '04:00',
      ['2026-11-01T04:00Z', '2026-11-01T09:00Z'],
    ],
    [
      'begins in it',
      'Europe/London',
      '2026-10-25',
      '01:30',
      '03:00',
      ['2026-10-25T00:30Z', '2026-10-25T03:00Z'],
    ],
    [
      'ends in it',
      'Europe/London',
      '2026-10-25',
      '00:00',
      '01:30',
      ['2026-10-24T23:00Z', '2026-10-25T01:30Z'],
    ],
    [
      'ends before it',
      'Europe/London',
      '2026-10-25',
      '00:00',
      '01:00',
      ['2026-10-24T23:00Z', '2026-10-25T00:00Z'],
    ],
    [
      'begins after it',
      'Europe/London',
      '2026-10-25',
      '02:00',
      '03:00',
      ['2026-10-25T02:00Z', '2026-10-25T03:00Z'],
    ],
    // Lord Howe 2026-04-05: 02:00 → 01:30 at 15:00Z the day before.
    [
      'half an hour',
      'Australia/Lord_Howe',
      '2026-04-05',
      '01:30',
      '02:00',
      ['2026-04-04T14:30Z', '2026-04-04T15:30Z'],
    ],
    // São Paulo 2018-02-18: 00:00 → 23:00 of the day before, at 02:00Z.
    [
      'before midnight',
      'America/Sao_Paulo',
      '2018-02-17',
      '22:00',
      '24:00',
      ['2018-02-18T00:00Z', '2018-02-18T03:00Z'],
    ],
    [
      'Ramadan',
      'Africa/Casablanca',
      '2026-02-15',
      '02:00',
      '03:00',
      ['2026-02-15T01:00Z', '2026-02-15T03:00Z'],
    ],
  ])('%s: %s %s %s–%s', (_, zone, date, start, end, expected) => {
    expect(read(spanOn(zone, date, start, end))).toEqual(expected);
  });
});

describe('days', () => {
  it('have the hours that they have', () => {
    expect(hoursOn('Europe/London', '2026-03-29')).toBe(23);
    expect(hoursOn('Europe/London', '2026-10-25')).toBe(25);
    expect(hoursOn('Australia/Lord_Howe', '2026-04-05')).toBe(24.5);
    expect(hoursOn('America/Sao_Paulo', '2018-11-04')).toBe(23);
    expect(hoursOn('Europe/London', '2150-07-01')).toBe(24);
  });

  it('a skipped day has none, and nothing happens on it', () => {
    const zone = 'Pacific/Apia';
    expect(hoursOn(zone, '2011-12-30')).toBe(0);
    expect(spanOn(zone, '2011-12-30', '09:00', '17:00')).toBeNull();
    expect(read(spanOn(zone, '2011-12-29', '22:00', '06:00'))).toEqual([
      '2011-12-30T08:00Z',
      '2011-12-30T10:00Z',
    ]);
    expect(read(spanOn(zone, '2011-12-31', '00:00', '02:00'))).toEqual([
      '2011-12-30T10:00Z',
      '2011-12-30T12:00Z',
    ]);
    expect(formatDay(dayOf(zone, Date.parse('2011-12-30T09:59Z')))).toBe('2011-12-29');
    expect(formatDay(dayOf(zone, Date.parse('2011-12-30T10:00Z')))).toBe('2011-12-31');
  });

  it('begin at 01:00 where midnight is skipped', () => {
    expect(new Date(startOfDay('America/Sao_Paulo', parseDay('2018-11-04'))).toISOString()).toBe(
      '2018-11-04T03:00:00.000Z',
    );
  });
});

const ZONES = Intl.supportedValuesOf('timeZone');
const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the wall clock shows, in milliseconds as if it were UTC: asked of Intl, which the code under test never asks. */
function wallClock(zone: string, instant: number): number {
  let clock = clocks.get(zone);
  if (!clock) {
    const parts = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    } as const;
    clocks.set(zone, (clock = new Intl.DateTimeFormat('en', { timeZone: zone, hourCycle: 'h23', ...parts })));
  }
  const [month, day, year, hour, minute, second] = clock.format(instant).match(/\d+/g)!.map(Number);
  return Date.UTC(year!, month! - 1, day, hour, minute, second);
}

/** A day on which the zone changes its offset, or one beside it; any day, where the year has no change. */
function dayNearChange(zone: string, year: number, pick: number, beside: number): Day {
  const days = daysBetween(parseDay(`${year}-01-01`), parseDay(`${year}-12-31`));
  const offsets = days.map((day) => wallClock(zone, day * 24 * HOUR) - day * 24 * HOUR);
  const changes = days.filter((_, index) => index > 0 && offsets[index] !== offsets[index - 1]);
  const chosen = changes.length > 0 ? changes[pick % changes.length]! : days[pick % days.length]!;
  return chosen + beside;
}

const anyCase = fc.record({
  zone: fc.constantFrom(...ZONES),
  year: fc.integer({ min: 1975, max: 2037 }),
  pick: fc.nat(1_000),
  beside: fc.integer({ min: -2, max: 1 }),
  start: fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15),
  end: fc.integer({ min: 0, max: 96 }).map((quarter) => quarter * 15),
});

describe('every zone, near its changes', () => {
  it('a span is all the time from the first to the last moment at which the clock shows a time within it', () => {
    fc.assert(
      fc.property(anyCase, ({ zone, year, pick, beside, start, end }) => {
        const day = dayNearChange(zone, year, pick, beside);
        const from = day * 24 * HOUR + start * 60_000;
        const until = day * 24 * HOUR + (end > start ? end : end + 1_440) * 60_000;
        const isWithin = (instant: number): boolean => {
          const shown = wallClock(zone, instant);
          return from <= shown && shown < until;
        };
        const span = localSpan(zone, day, start, end);
        if (span) expect([isWithin(span.start), isWithin(span.end - 1)]).toEqual([true, true]);
        for (let at = from - 27 * HOUR; at < until + 27 * HOUR; at += 10 * 60_000) {
          if (!span || at < span.start || at >= span.end)
            expect([zone, at, isWithin(at)]).toEqual([zone, at, false]);
        }
      }),
      { numRuns: RUNS },
    );
  }, 600_000);

  it('days part all time among them, in order', () => {
    fc.assert(
      fc.property(anyCase, ({ zone, year, pick, beside, start }) => {
        const day = dayNearChange(zone, year, pick, beside);
        const instant = day * 24 * HOUR + start * 60_000;
        const { start: begins, end } = boundsOfDay(zone, dayOf(zone, instant));
        expect(begins <= instant && instant < end).toBe(true);
        expect(boundsOfDay(zone, day).end).toBe(boundsOfDay(zone, day + 1).start);
      }),
      { numRuns: RUNS },
    );
  });
});
