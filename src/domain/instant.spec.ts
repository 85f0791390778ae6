import fc from 'fast-check';
import { formatInstant, instantOf, isDate, parseInstant } from './instant.js';

describe('parseInstant', () => {
  it.each([
    ['2026-01-15T10:00:00Z', Date.UTC(2026, 0, 15, 10)],
    ['2026-01-15T10:00Z', Date.UTC(2026, 0, 15, 10)],
    ['2026-01-15T13:00:00+03:00', Date.UTC(2026, 0, 15, 10)],
    ['2026-01-15T04:15:00-05:45', Date.UTC(2026, 0, 15, 10)],
    ['2026-01-15t10:00:00.250z', Date.UTC(2026, 0, 15, 10, 0, 0, 250)],
    ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29)],
  ])('reads %s', (text, instant) => expect(parseInstant(text)).toBe(instant));

  it.each([
    '2026-01-15T10:00:00',
    '2026-01-15',
    '2026-W03-4T10:00:00Z',
    '2026-015T10:00:00Z',
    '2026-02-29T10:00:00Z',
    '2026-02-30T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-01-00T10:00:00Z',
    '2026-01-15T24:00:00Z',
    '2026-01-15T10:60:00Z',
    '2026-01-15T10:00:60Z',
    '2026-01-15T10:00:00+16:00',
    '2026-01-15 10:00:00Z',
    '0001-01-15T10:00:00Z',
    '+012026-01-15T10:00:00Z',
    '1768471200000',
    '',
  ])('refuses %p', (text) => expect(parseInstant(text)).toBeNull());

  it('reads back whatever it wrote', () => {
    const instants = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2200, 11, 31) });
    fc.assert(fc.property(instants, (instant) => expect(instantOf(formatInstant(instant))).toBe(instant)));
  });
});

describe('formatInstant', () => {
  it('shows milliseconds only where there are some', () => {
    expect(formatInstant(Date.UTC(2026, 0, 15, 10))).toBe('2026-01-15T10:00:00Z');
    expect(formatInstant(Date.UTC(2026, 0, 15, 10, 0, 0, 7))).toBe('2026-01-15T10:00:00.007Z');
  });
});

describe('isDate', () => {
  it.each(['2026-01-15', '2028-02-29'])('knows %s', (text) => expect(isDate(text)).toBe(true));
  it.each(['2026-02-29', '2026-1-5', '15-01-2026', '2026-01-15T10:00:00Z', ''])('refuses %p', (text) =>
    expect(isDate(text)).toBe(false),
  );
});
