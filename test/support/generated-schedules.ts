import fc from 'fast-check';
import type { SlotQuery } from '../../src/domain/availability.js';
import { boundsOfDay, parseDay } from '../../src/domain/local-time.js';
import type { Busy, BusyLane, Occupancy } from '../../src/domain/occupancy.js';
import type { Schedule } from '../../src/domain/schedule.js';
import {
  type DateOverride,
  type Hours,
  hoursAnywhere,
  hoursAt,
  type Place,
  type WeeklyHours,
} from '../../src/domain/working-hours.js';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** A clinic's situation and a search in it. Every time is a multiple of five minutes, wherever in the world. */
export interface Situation {
  readonly schedule: Schedule;
  readonly occupancy: Occupancy;
  readonly query: SlotQuery;
  readonly now: number;
}

/** Zones and dates: ordinary weeks and the nights on which clocks change; days are counted from the date. */
const anyWhere = fc.constantFrom(
  { zone: 'Europe/London', date: '2026-06-09' },
  { zone: 'Europe/London', date: '2026-03-28' },
  { zone: 'Europe/London', date: '2026-10-24' },
  { zone: 'America/New_York', date: '2026-11-01' },
  { zone: 'Australia/Lord_Howe', date: '2026-04-04' },
  { zone: 'Asia/Kathmandu', date: '2025-12-31' },
  { zone: 'America/Sao_Paulo', date: '2018-11-03' },
  { zone: 'America/Sao_Paulo', date: '2018-02-17' },
  { zone: 'Pacific/Apia', date: '2011-12-29' },
  { zone: 'Africa/Casablanca', date: '2024-02-28' },
);

const anyClock = fc.integer({ min: 0, max: 287 }).map((step) => {
  const [hour, minute] = [Math.floor(step / 12), (step % 12) * 5];
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
});
/** Mostly a working day's halves, else any two times, past midnight too. */
const anyClockSpan = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      { start: '08:00', end: '12:30' },
      { start: '12:30', end: '24:00' },
      { start: '22:00', end: '06:00' },
    ),
  },
  { weight: 1, arbitrary: fc.record({ start: anyClock, end: anyClock }) },
);

const weekOf = (maxLength: number): fc.Arbitrary<WeeklyHours[]> =>
  fc.array(
    fc.tuple(fc.integer({ min: 1, max: 7 }), anyClockSpan).map(([weekday, span]) => ({ weekday, ...span })),
    { maxLength },
  );

const datesFrom = (date: string): fc.Arbitrary<string> =>
  fc
    .integer({ min: -1, max: 3 })
    .map((days) => new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10));

function anyOverrides(date: string): fc.Arbitrary<DateOverride[]> {
  const override = fc.record({ date: datesFrom(date), spans: fc.array(anyClockSpan, { maxLength: 2 }) });
  return fc.uniqueArray(override, { maxLength: 2, selector: (each) => each.date });
}

function anyPlace(timezone: string, date: string): fc.Arbitrary<Place> {
  const limited = weekOf(10).chain((weekly) =>
    fc
      .option(datesFrom(date), { nil: null })
      .map((valid_until) => weekly.map((span) => ({ ...span, valid_until }))),
  );
  return fc.record({
    timezone: fc.constant(timezone),
    weekly: limited,
    opening_hours: weekOf(8),
    overrides: anyOverrides(date),
  });
}

function anyHours(zone: string, date: string): fc.Arbitrary<Hours[]> {
  return fc.oneof(
    { weight: 4, arbitrary: anyPlace(zone, date).map((place) => [hoursAt(place)]) },
    {
      weight: 1,
      arbitrary: fc
        .array(anyPlace(zone, date), { maxLength: 2 })
        .map((places) => hoursAnywhere(places, zone)),
    },
  );
}

/** Time taken within three days of `origin`; some of it holds that end before or after `now`. */
function anyBusy(origin: number, now: number, maxLength: number, longest = 120): fc.Arbitrary<Busy[]> {
  const minutes = (from: number, to: number): fc.Arbitrary<number> =>
    fc.integer({ min: from / 5, max: to / 5 }).map((steps) => steps * 5 * MINUTE);
  const expires_at = fc.option(fc.constantFrom(now - 1, now, now + 1), { nil: null, freq: 3 });
  const row = fc.record({ start: minutes(-300, 4_320), length: minutes(5, longest), expires_at });
  const rows = row.map(({ start, length, expires_at: expires }) => ({
    start: origin + start,
    end: origin + start + length,
    expires_at: expires,
  }));
  return fc.array(rows, { maxLength });
}

function anyOccupancy(origin: number, now: number): fc.Arbitrary<Occupancy> {
  const busy = fc.tuple(anyBusy(origin, now, 12), fc.nat(3));
  const lanes: fc.Arbitrary<BusyLane[]> = fc
    .array(busy, { maxLength: 4 })
    .map((layers) => layers.flatMap(([rows, lane]) => rows.map((row) => ({ ...row, lane }))));
  const capacity = fc.constantFrom(null, 1, 2, 3);
  return fc.record({
    provider: anyBusy(origin, now, 15),
    patient: anyBusy(origin, now, 4),
    facility: fc.option(fc.record({ capacity, busy: lanes }), { nil: null, freq: 4 }),
  });
}

function anySchedule(zone: string, date: string, origin: number, now: number): fc.Arbitrary<Schedule> {
  const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
    fc.option(value, { nil: null, freq: 2 });
  return fc.record({
    timezone: fc.constant(zone),
    hours: anyHours(zone, date),
    time_off: anyBusy(origin, now, 2, 1_500).map((rows) => rows.map(({ start, end }) => ({ start, end }))),
    closures: anyBusy(origin, now, 2, 900).map((rows) => rows.map(({ start, end }) => ({ start, end }))),
    slot_interval_minutes: fc.option(fc.constantFrom(5, 10, 15, 20, 45, 60), { nil: null, freq: 2 }),
    minimum_notice_minutes: fc.constantFrom(0, 0, 60, 1_500),
    booking_horizon_days: fc.constantFrom(365, 365, 30, 2, 1),
    provider_daily_limit: maybe(fc.integer({ min: 1, max: 8 })),
    patient_daily_limit: maybe(fc.integer({ min: 1, max: 2 })),
    provider_appointments: anyBusy(origin, now, 15),
    patient_appointments: anyBusy(origin, now, 4),
  });
}

const anyWish = fc.record({
  duration_minutes: fc.constantFrom(5, 15, 20, 30, 45, 60, 90),
  buffer_before_minutes: fc.constantFrom(0, 0, 5, 15),
  buffer_after_minutes: fc.constantFrom(0, 0, 10, 20),
});

/** Any hours, time off, closures, appointments, lanes, buffers, settings and limits, and a search of one or two days. */
export const anySituation: fc.Arbitrary<Situation> = fc
  .record({
    where: anyWhere,
    days: fc.integer({ min: 1, max: 2 }),
    ahead: fc.integer({ min: -12, max: 48 }),
    wish: anyWish,
  })
  .chain(({ where: { zone, date }, days, ahead, wish }) => {
    const first = parseDay(date);
    const from = boundsOfDay(zone, first).start;
    const now = from - ahead * 60 * MINUTE;
    const query = { ...wish, from, to: boundsOfDay(zone, first + days - 1).end };
    return fc.record({
      schedule: anySchedule(zone, date, from, now),
      occupancy: anyOccupancy(from, now),
      query: fc.constant(query),
      now: fc.constant(now),
    });
  });
