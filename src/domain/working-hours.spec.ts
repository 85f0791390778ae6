import fc from 'fast-check';
import { formatInstant } from './instant.js';
import { type Interval, tidy } from './interval.js';
import { boundsOfDay, parseDay, startOfDay } from './local-time.js';
import {
  type DateOverride,
  hoursAnywhere,
  hoursAt,
  type Hours,
  openSpans,
  type Place,
  spansOn,
  type WeeklyHours,
} from './working-hours.js';

const ZONE = 'Europe/London';
const MORNING = { weekday: 1, start: '09:00', end: '12:00' };
const AFTERNOON = { weekday: 1, start: '13:00', end: '17:00' };

const hours = (weekly: WeeklyHours[] | null, overrides: DateOverride[] = []): Hours => ({
  timezone: ZONE,
  weekly,
  overrides,
});
const place = (given: Partial<Place>): Place => ({
  timezone: ZONE,
  weekly: [],
  opening_hours: [],
  overrides: [],
  ...given,
});
const dates = (first: string, last: string): Interval => ({
  start: startOfDay(ZONE, parseDay(first)),
  end: boundsOfDay(ZONE, parseDay(last)).end,
});
const read = (spans: readonly Interval[]): string[] =>
  spans.map(({ start, end }) => `${formatInstant(start)}–${formatInstant(end)}`.replaceAll(':00Z', 'Z'));

describe('openSpans', () => {
  it('lays the week over the dates, in order, each span with its own opening', () => {
    const spans = openSpans([hours([AFTERNOON, MORNING])], dates('2026-10-19', '2026-10-26'));
    expect(read(spans)).toEqual([
      '2026-10-19T08:00Z–2026-10-19T11:00Z',
      '2026-10-19T12:00Z–2026-10-19T16:00Z',
      '2026-10-26T09:00Z–2026-10-26T12:00Z',
      '2026-10-26T13:00Z–2026-10-26T17:00Z',
    ]);
    expect(spans.every((span) => span.grid)).toBe(true);
  });

  it('gives spans whole, though only a part of them was asked for', () => {
    const start = Date.parse('2026-10-26T10:00Z');
    expect(read(openSpans([hours([MORNING])], { start, end: start + 60_000 }))).toEqual([
      '2026-10-26T09:00Z–2026-10-26T12:00Z',
    ]);
  });

  it('runs past midnight, and through 24:00 into the next day', () => {
    const night = hours([
      { weekday: 7, start: '22:00', end: '06:00' },
      { weekday: 1, start: '20:00', end: '24:00' },
      { weekday: 2, start: '00:00', end: '02:00' },
    ]);
    const spans = openSpans([night], dates('2026-11-02', '2026-11-03'));
    expect(read(spans)).toEqual([
      '2026-11-01T22:00Z–2026-11-02T06:00Z',
      '2026-11-02T20:00Z–2026-11-03T00:00Z',
      '2026-11-03T00:00Z–2026-11-03T02:00Z',
    ]);
    expect(read(tidy(spans))).toHaveLength(2);
  });

  it('keeps to valid_from and valid_until, both included', () => {
    const weekly = [{ ...MORNING, valid_from: '2026-11-09', valid_until: '2026-11-16' }];
    const spans = openSpans([hours(weekly)], dates('2026-11-01', '2026-11-30'));
    expect(read(spans).map((span) => span.slice(0, 10))).toEqual(['2026-11-09', '2026-11-16']);
  });

  it('lets an override replace one date, or close it; the night before still ends in it', () => {
    const weekly = [{ weekday: 7, start: '22:00', end: '02:00' }, MORNING];
    const overrides = [
      { date: '2026-11-02', spans: [] },
      { date: '2026-11-09', spans: [{ start: '15:00', end: '16:00' }] },
    ];
    expect(read(openSpans([hours(weekly, overrides)], dates('2026-11-02', '2026-11-02')))).toEqual([
      '2026-11-01T22:00Z–2026-11-02T02:00Z',
    ]);
    expect(read(spansOn(hours(weekly, overrides), parseDay('2026-11-09')))).toEqual([
      '2026-11-09T15:00Z–2026-11-09T16:00Z',
    ]);
  });

  it('is open without a grid where nobody set hours, but for overrides', () => {
    const always = hours(null, [
      { date: '2026-10-25', spans: [] },
      { date: '2026-10-27', spans: [{ start: '10:00', end: '11:00' }] },
    ]);
    const spans = openSpans([always], dates('2026-10-25', '2026-10-28'));
    expect(spans.map((span) => span.grid)).toEqual([false, true, false]);
    expect(read(spans)[0]).toBe('2026-10-26T00:00Z–2026-10-27T00:00Z');
  });

  it('is never empty on a day that is always open, whatever the clock does', () => {
    const range = dates('2026-03-01', '2026-12-31');
    expect(tidy(openSpans([hours(null)], range))).toEqual([range]);
  });

  it('expands each date once', () => {
    const weekly = hours([MORNING]);
    expect(spansOn(weekly, parseDay('2026-11-02'))).toBe(spansOn(weekly, parseDay('2026-11-02')));
  });

  it('gives the same whatever the range is cut into', () => {
    const clock = fc.integer({ min: 0, max: 95 }).map((quarter) => {
      return `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
    });
    const anyWeek = fc.array(
      fc.record({ weekday: fc.integer({ min: 1, max: 7 }), start: clock, end: clock }),
      { maxLength: 6 },
    );
    const whole = dates('2026-10-20', '2026-10-30');
    fc.assert(
      fc.property(anyWeek, fc.integer({ min: 1, max: 239 }), (weekly, hour) => {
        const cut = whole.start + hour * 3_600_000;
        const pieces = [
          ...openSpans([hours(weekly)], { ...whole, end: cut }),
          ...openSpans([hours(weekly)], { ...whole, start: cut }),
        ];
        const spans = openSpans([hours(weekly)], whole);
        expect(tidy(pieces)).toEqual(tidy(spans));
        expect(spans.map((span) => span.start)).toEqual(
          spans.map((span) => span.start).sort((a, b) => a - b),
        );
      }),
    );
  });
});

describe('whose hours', () => {
  it('are the provider’s own, else the facility’s, else none', () => {
    const opening_hours = [AFTERNOON];
    expect(hoursAt(place({ weekly: [MORNING], opening_hours })).weekly).toEqual([MORNING]);
    expect(hoursAt(place({ opening_hours })).weekly).toEqual([AFTERNOON]);
    expect(hoursAt(place({})).weekly).toBeNull();
  });

  it('without a facility are those of all places where any were set', () => {
    const places = [place({ weekly: [MORNING] }), place({ opening_hours: [AFTERNOON] }), place({})];
    expect(hoursAnywhere(places, ZONE).map((each) => each.weekly)).toEqual([[MORNING], [AFTERNOON]]);
    expect(hoursAnywhere([place({})], ZONE).map((each) => each.weekly)).toEqual([null]);
    expect(hoursAnywhere([], ZONE)).toEqual([hours(null)]);
  });
});
