/**
 * What is offered can be booked, and what is not offered is refused by a rule that has a name.
 * 1,000 generated situations; PROPERTY_RUNS=10000 makes it the drill.
 */
import fc from 'fast-check';
import { anySituation, type Situation } from '../../test/support/generated-schedules.js';
import { slotsOf } from './availability.js';
import { conflictsOf, type Visit } from './occupancy.js';
import { timeRefusalsOf } from './time-refusals.js';
import { openSpans } from './working-hours.js';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 1_000);
const MINUTE = 60_000;

function visitAt(start: number, { query }: Situation): Visit {
  const { duration_minutes, buffer_before_minutes, buffer_after_minutes } = query;
  return { start, end: start + duration_minutes * MINUTE, buffer_before_minutes, buffer_after_minutes };
}

/** Why a start cannot be booked; nothing: it can. */
function whyNot(start: number, situation: Situation, asPatient: boolean): string[] {
  const { schedule, occupancy, now } = situation;
  const visit = visitAt(start, situation);
  const refusals = timeRefusalsOf(visit, schedule, now, { asPatient, override: false });
  const conflicts = conflictsOf(visit, occupancy, now);
  return [...refusals.map((refusal) => refusal.code), ...(conflicts.length > 0 ? ['booking_conflict'] : [])];
}

/** Every fifth minute of what was asked and of the hours around it, and some minutes that no grid has. */
function* startsToTry({ query }: Situation): Generator<number> {
  for (let start = query.from - 60 * MINUTE; start < query.to + 60 * MINUTE; start += 5 * MINUTE) {
    yield start;
    if (start % (50 * MINUTE) === 0) yield start + 2 * MINUTE;
  }
}

const hasGrid = (start: number, { schedule }: Situation): boolean =>
  openSpans(schedule.hours, { start, end: start + 1 }).every((span) => span.grid);

describe('offer = bookable', () => {
  it('in every generated situation', () => {
    const seen = new Map<string, number>();
    const count = (word: string): void => void seen.set(word, (seen.get(word) ?? 0) + 1);
    fc.assert(
      fc.property(anySituation, (situation) => {
        const { schedule, occupancy, query, now } = situation;
        const slots = slotsOf(schedule, occupancy, query, now);
        const offered = new Set(slots);
        expect(slots).toEqual([...offered].sort((a, b) => a - b));
        for (const start of slots) {
          expect(start >= query.from && start < query.to).toBe(true);
          expect([start, ...whyNot(start, situation, true)]).toEqual([start]);
          expect([start, ...whyNot(start, situation, false)]).toEqual([start]);
          count('offered');
        }
        for (const start of startsToTry(situation)) {
          if (offered.has(start) || start < query.from || start >= query.to) continue;
          const why = whyNot(start, situation, true);
          why.forEach(count);
          if (why.length === 0 && hasGrid(start, situation))
            throw new Error(`${start} is bookable and was not offered`);
        }
      }),
      { numRuns: RUNS },
    );
    const rules = [
      'facility_closed',
      'outside_working_hours',
      'off_grid',
      'time_off',
      'too_soon',
      'too_far',
      'limit_reached',
    ];
    for (const word of ['offered', 'booking_conflict', ...rules])
      expect([word, (seen.get(word) ?? 0) > RUNS / 10]).toEqual([word, true]);
  }, 600_000);
});
