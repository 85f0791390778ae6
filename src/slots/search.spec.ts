import fc from 'fast-check';
import { anySituation, type Situation } from '../../test/support/generated-schedules.js';
import { COUNT_CAP } from '../platform/http/views.js';
import { type Candidate, FirstSlots, type Mark, markOf, type PageMaker, SlotsByTime } from './search.js';

const HOUR = 3_600_000;

function candidatesOf(situations: readonly Situation[]): Candidate[] {
  return situations.map(({ schedule, occupancy, query }, index) => ({
    // Two places of one provider are two candidates.
    provider_id: `p${Math.floor(index / 2)}`,
    provider_name: '',
    facility_id: `f${index}`,
    facility_name: '',
    schedule,
    occupancy,
    during: { start: query.from, end: query.to },
  }));
}

/** The page that comes together from the windows between these instants. */
function pageOf(maker: PageMaker, situations: readonly Situation[], cuts: readonly number[]) {
  const candidates = candidatesOf(situations);
  const shape = situations[0]!.query;
  let left: readonly string[] = candidates.map(({ provider_id }) => provider_id);
  const edges = [-Infinity, ...cuts, Infinity];
  for (const [index, start] of edges.slice(0, -1).entries()) {
    const window = { start, end: edges[index + 1]! };
    if (!maker.needs(window)) continue;
    const asked = candidates.filter(({ provider_id }) => left.includes(provider_id));
    maker.add(asked, shape, window);
    left = maker.left(left);
  }
  const { count, slots, hasNext } = maker.page;
  return { count, hasNext, marks: slots.map(markOf) };
}

/** Instants within the searches, by time. */
function cutsOf(situations: readonly Situation[], picks: readonly number[]): number[] {
  const cuts = picks.map((pick, index) => {
    const { from, to } = situations[index % situations.length]!.query;
    return from + (pick % (to - from));
  });
  return cuts.sort((a, b) => a - b);
}

const someSituations = fc.array(anySituation, { minLength: 1, maxLength: 4 });
const somePicks = fc.array(fc.nat({ max: 10 * 24 * HOUR }), { minLength: 1, maxLength: 6 });
const anyLimit = fc.integer({ min: 1, max: 20 });

describe.each([
  ['slots by time', SlotsByTime],
  ['the first slots', FirstSlots],
])('%s', (_, Maker) => {
  it('are the same page, whatever windows they were read in, and so is the next page', () => {
    fc.assert(
      fc.property(someSituations, somePicks, anyLimit, (situations, picks, limit) => {
        const { now } = situations[0]!;
        let after: Mark | null = null;
        for (let page = 0; page < 3; page++) {
          const asked = { limit, after, now };
          const whole = pageOf(new Maker(asked), situations, []);
          expect(pageOf(new Maker(asked), situations, cutsOf(situations, picks))).toEqual(whole);
          if (!whole.hasNext) return;
          after = whole.marks.at(-1) ?? null;
        }
      }),
    );
  });
});

describe('slots by time, more than anybody counts', () => {
  const now = Date.parse('2026-11-01T00:00:00Z');
  const days = (count: number): number => now + count * 24 * HOUR;
  /** Four who are always there, every five minutes: 1,152 slots a day. */
  const always = Array.from({ length: 4 }, (): Situation => ({
    schedule: {
      timezone: 'UTC',
      hours: [{ timezone: 'UTC', weekly: null, overrides: [] }],
      time_off: [],
      closures: [],
      slot_interval_minutes: 5,
      minimum_notice_minutes: 0,
      booking_horizon_days: 365,
      provider_daily_limit: null,
      patient_daily_limit: null,
      provider_appointments: [],
      patient_appointments: [],
    },
    occupancy: { provider: [], patient: [], facility: null },
    query: {
      from: days(1),
      to: days(21),
      duration_minutes: 5,
      buffer_before_minutes: 0,
      buffer_after_minutes: 0,
    },
    now,
  }));
  const daily = Array.from({ length: 19 }, (_, day) => days(day + 2));

  it.each([
    ['at the beginning', null],
    ['on the day on which counting ends', days(9) + 23.9 * HOUR],
    ['late, beyond days that nobody asks for any more', days(19) + 23.99 * HOUR],
    ['at the end', days(21) - HOUR / 12],
  ])('are the same page %s', (_, start) => {
    const after = start === null ? null : { start, provider_id: 'p0', facility_id: 'f0' };
    const asked = { limit: 500, after, now };
    const { count, ...whole } = pageOf(new SlotsByTime(asked), always, []);
    const { count: counted, ...inWindows } = pageOf(new SlotsByTime(asked), always, daily);
    expect(inWindows).toEqual(whole);
    expect(Math.min(count, counted)).toBeGreaterThan(COUNT_CAP);
  });
});
