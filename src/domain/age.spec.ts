import { isAheadEverywhere, utcDate, wholeYears } from './age.js';

describe('wholeYears', () => {
  it.each([
    ['1990-05-17', '2026-05-16', 35],
    ['1990-05-17', '2026-05-17', 36],
    ['1990-12-31', '2026-01-01', 35],
    ['2024-02-29', '2025-02-28', 0],
    ['2024-02-29', '2025-03-01', 1],
    ['2024-02-29', '2028-02-29', 4],
    ['2026-01-15', '2026-01-15', 0],
    ['2026-01-16', '2026-01-15', 0],
  ])('born %s, on %s: %d', (born, today, years) => {
    expect(wholeYears(born, today)).toBe(years);
  });
});

describe('utcDate', () => {
  it('is the date in UTC, wherever the process runs', () => {
    expect(utcDate(Date.UTC(2026, 0, 15, 23, 59, 59, 999))).toBe('2026-01-15');
    expect(utcDate(Date.UTC(2026, 0, 16))).toBe('2026-01-16');
  });
});

describe('isAheadEverywhere', () => {
  it('is what no place on earth has reached', () => {
    const lastSecond = Date.UTC(2026, 0, 15, 23, 59, 59);
    expect(isAheadEverywhere('2026-01-16', lastSecond)).toBe(false);
    expect(isAheadEverywhere('2026-01-17', lastSecond)).toBe(true);
    expect(isAheadEverywhere('2026-01-17', Date.UTC(2026, 0, 16))).toBe(false);
  });
});
