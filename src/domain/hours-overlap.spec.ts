import { findHoursOverlap, type PlacedHours } from './hours-overlap.js';
import { parseDay } from './local-time.js';

const TODAY = parseDay('2026-01-05');
const at = (weekday: number, start: string, end: string, more: Partial<PlacedHours> = {}): PlacedHours => ({
  weekday,
  start,
  end,
  timezone: 'Africa/Nairobi',
  ...more,
});

describe('findHoursOverlap', () => {
  it.each<[string, PlacedHours[], [number, number] | null]>([
    ['none', [], null],
    ['one', [at(1, '09:00', '09:00')], null],
    ['spans that touch', [at(1, '09:00', '12:00'), at(1, '12:00', '15:00')], null],
    [
      'spans that overlap',
      [at(1, '12:00', '15:00'), at(2, '09:00', '10:00'), at(1, '09:00', '12:01')],
      [0, 2],
    ],
    ['the same span twice', [at(1, '09:00', '12:00'), at(1, '09:00', '12:00')], [0, 1]],
    ['one within another', [at(1, '10:00', '11:00'), at(1, '09:00', '12:00')], [0, 1]],
    ['other days', [at(1, '09:00', '12:00'), at(2, '09:00', '12:00')], null],
    ['past midnight', [at(1, '22:00', '06:00'), at(2, '05:59', '07:00')], [0, 1]],
    ['until midnight', [at(1, '22:00', '24:00'), at(2, '00:00', '07:00')], null],
    ['around the end of the week', [at(1, '05:00', '07:00'), at(7, '22:00', '06:00')], [0, 1]],
    ['a whole day', [at(3, '00:00', '00:00'), at(3, '23:59', '24:00')], [0, 1]],
  ])('finds %s', (_, hours, expected) => {
    expect(findHoursOverlap(hours, TODAY)).toEqual(expected);
  });

  it.each<[Partial<PlacedHours>, Partial<PlacedHours>, boolean]>([
    [{}, { valid_until: '2026-01-31' }, true],
    [{ valid_until: '2026-01-31' }, { valid_from: '2026-02-01' }, false],
    [{ valid_from: '2026-02-01' }, { valid_until: '2026-01-31' }, false],
    [{ valid_until: '2026-02-01' }, { valid_from: '2026-02-01' }, true],
    [{ valid_from: '2026-01-01', valid_until: null }, { valid_from: '2026-06-01' }, true],
  ])('of %j and %j: %s', (one, other, isFound) => {
    const hours = [at(1, '09:00', '12:00', one), at(1, '10:00', '11:00', other)];
    expect(findHoursOverlap(hours, TODAY) !== null).toBe(isFound);
  });

  it('compares what the clocks of two zones show at once', () => {
    const nairobi = at(1, '09:00', '12:00');
    const kampala = at(1, '11:00', '13:00', { timezone: 'Africa/Kampala' });
    const lagos = (start: string): PlacedHours => at(1, start, '12:00', { timezone: 'Africa/Lagos' });
    expect(findHoursOverlap([nairobi, kampala], TODAY)).toEqual([0, 1]);
    expect(findHoursOverlap([nairobi, lagos('10:00')], TODAY)).toBeNull();
    expect(findHoursOverlap([nairobi, lagos('09:59')], TODAY)).toEqual([0, 1]);
  });

  it('finds what overlaps in summer only', () => {
    const london = (start: string): PlacedHours => at(1, start, '13:00', { timezone: 'Europe/London' });
    expect(findHoursOverlap([at(1, '09:00', '12:00'), london('09:00')], TODAY)).toEqual([0, 1]);
    expect(findHoursOverlap([at(1, '09:00', '12:00'), london('10:00')], TODAY)).toBeNull();
  });
});
