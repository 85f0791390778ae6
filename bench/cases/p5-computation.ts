/**
 * Free slots, computed: no database, no HTTP.
 *
 * Every provider has two spans of hours on each weekday and Saturday morning, a facility, and 200 appointments in 30
 * days with buffers. Warm: schedules are made anew for every run, zone offsets are remembered, as in a running API.
 */
import { earliestOf, slotsOf, type SlotQuery } from '../../src/domain/availability.js';
import { parseDay, startOfDay } from '../../src/domain/local-time.js';
import type { Busy, BusyLane, FacilityLoad, Occupancy } from '../../src/domain/occupancy.js';
import type { Schedule } from '../../src/domain/schedule.js';
import { hoursAt, type WeeklyHours } from '../../src/domain/working-hours.js';
import type { Bench } from '../frame/bench.js';
import { quantile, round } from '../frame/numbers.js';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const ZONE = 'Europe/London';
const FIRST = parseDay('2026-10-12');
const NOW = startOfDay(ZONE, FIRST) - 3 * DAY;

interface Case {
  name: string;
  providers: number;
  days: number;
  busyEach: number;
  limit?: number;
  /** Lanes of the one facility, which the providers share by turns; not given: no limit. */
  capacity?: number;
}

const CASES: Case[] = [
  { name: '1 provider, 30 days, 200 busy', providers: 1, days: 30, busyEach: 200 },
  { name: '100 providers, 30 days, 200 busy each', providers: 100, days: 30, busyEach: 200 },
  { name: '… at one facility of 30 lanes', providers: 100, days: 30, busyEach: 200, capacity: 30 },
  { name: '… the first free slot of each', providers: 100, days: 30, busyEach: 200, limit: 1 },
  { name: '… the first page of 25 of all', providers: 100, days: 30, busyEach: 200, limit: 25 },
  { name: '100 providers, 62 days, 400 busy each', providers: 100, days: 62, busyEach: 400 },
  { name: '1 provider, 30 days, 20,000 busy', providers: 1, days: 30, busyEach: 20_000 },
];

/** The same numbers in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function weeklyHours(): WeeklyHours[] {
  const weekdays = [1, 2, 3, 4, 5].flatMap((weekday) => [
    { weekday, start: '08:00', end: '12:30' },
    { weekday, start: '13:00', end: '18:00' },
  ]);
  return [...weekdays, { weekday: 6, start: '08:00', end: '13:00' }];
}

function busyRows(count: number, days: number, random: () => number): Busy[] {
  const rows = Array.from({ length: count }, () => {
    const day = startOfDay(ZONE, FIRST + Math.floor(random() * days));
    const start = day + (8 * 60 + Math.floor(random() * 120) * 5) * MINUTE;
    return { start, end: start + 20 * MINUTE, expires_at: null };
  });
  return rows.sort((a, b) => a.start - b.start);
}

function schedule(): Schedule {
  const place = { timezone: ZONE, weekly: weeklyHours(), opening_hours: [], overrides: [] };
  const away = startOfDay(ZONE, FIRST + 9);
  return {
    timezone: ZONE,
    hours: [hoursAt(place)],
    time_off: [{ start: away, end: away + DAY }],
    closures: [],
    slot_interval_minutes: null,
    minimum_notice_minutes: 60,
    booking_horizon_days: 365,
    provider_daily_limit: null,
    patient_daily_limit: null,
    provider_appointments: [],
    patient_appointments: [],
  };
}

function measure({ providers, days, busyEach, limit, capacity }: Case): {
  milliseconds: number[];
  slots: number;
} {
  const random = randomFrom(7);
  const all = Array.from({ length: providers }, () => busyRows(busyEach, days, random));
  const lanes: BusyLane[] = capacity
    ? all.flatMap((rows, index) => rows.map((row) => ({ ...row, lane: index % capacity })))
    : [];
  const query: SlotQuery = {
    from: startOfDay(ZONE, FIRST),
    to: startOfDay(ZONE, FIRST + days),
    duration_minutes: 30,
    buffer_before_minutes: 0,
    buffer_after_minutes: 5,
    limit,
  };
  const milliseconds: number[] = [];
  let slots = 0;
  for (let run = 0; run < 60; run++) {
    const schedules = all.map(schedule);
    const facility: FacilityLoad = { capacity: capacity ?? null, busy: lanes };
    const before = performance.now();
    const lists = all.map((provider, index) => {
      const occupancy: Occupancy = { provider, patient: [], facility };
      return slotsOf(schedules[index]!, occupancy, query, NOW);
    });
    if (limit) earliestOf(lists, limit);
    milliseconds.push(performance.now() - before);
    slots = lists.reduce((sum, list) => sum + list.length, 0);
  }
  return { milliseconds: milliseconds.slice(20), slots };
}

/** Every case, of which the second is the figure. */
export function computation(bench: Bench): void {
  const table = CASES.map((each) => ({ each, ...measure(each) }));
  console.table(
    Object.fromEntries(
      table.map(({ each, milliseconds, slots }) => {
        const at = (share: number): number => round(quantile(milliseconds, share));
        return [each.name, { slots, 'median ms': at(0.5), 'p95 ms': at(0.95), 'worst ms': at(1) }];
      }),
    ),
  );
  const figure = table[1]?.milliseconds ?? [];
  bench.record('P5', quantile(figure, 0.5), { p95_ms: round(quantile(figure, 0.95)) });
}
