import { askedRange } from './asked-range.js';

describe('askedRange', () => {
  it('takes dates as whole local days, both included', () => {
    expect(askedRange('2026-03-29', '2026-03-29', 'Europe/London')).toEqual({
      start: Date.parse('2026-03-29T00:00Z'),
      end: Date.parse('2026-03-29T23:00Z'),
    });
  });

  it('takes instants as they are, and what is not said as without bound', () => {
    expect(askedRange('2026-03-29T10:00:00+03:00', undefined, 'UTC')).toEqual({
      start: Date.parse('2026-03-29T07:00Z'),
      end: Infinity,
    });
    expect(askedRange(undefined, undefined, 'UTC')).toEqual({ start: -Infinity, end: Infinity });
  });
});
