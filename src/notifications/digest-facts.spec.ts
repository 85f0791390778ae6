import { type ChangedVisit, changeOf } from './digest-facts.js';

const TEN = new Date('2030-01-08T10:00:00Z');
const NINE = new Date('2030-01-08T09:00:00Z');

const visit = (more: Partial<ChangedVisit>): ChangedVisit =>
  ({ status: 'scheduled', start_time: TEN, is_theirs: true, known_start_time: TEN, ...more }) as ChangedVisit;

describe('what became of a visit since the last digest', () => {
  it.each([
    ['booked', { known_start_time: null }, TEN, null],
    ['moved', { known_start_time: NINE }, TEN, NINE],
    ['cancelled', { status: 'cancelled', is_theirs: false, known_start_time: NINE }, NINE, null],
    ['taken_away', { is_theirs: false, known_start_time: NINE }, NINE, null],
    ['updated', {}, TEN, null],
  ] as const)('%s', (change, more, start_time, start_time_before) => {
    expect(changeOf(visit(more))).toMatchObject({ change, start_time, start_time_before });
  });

  it('is nothing where it came and went', () => {
    expect(changeOf(visit({ known_start_time: null, is_theirs: false, status: 'cancelled' }))).toBeNull();
  });
});
