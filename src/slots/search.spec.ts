import fc from 'fast-check';
import { anySituation, type Situation } from '../../test/support/generated-schedules.js';
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
