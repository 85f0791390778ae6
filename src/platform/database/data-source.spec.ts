import pg from 'pg';
import { timeOf } from './data-source.js';

describe('timeOf', () => {
  const library = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, 'text') as (text: string) => unknown;

  it.each([
    '2026-01-15 10:00:00+00',
    '2026-01-15 10:00:00.5+00',
    '2026-01-15 10:00:00.123+00',
    '2026-01-15 23:59:59.999999+00',
    '1899-12-31 23:59:59+00',
    '0099-02-28 00:00:00+00',
    '2024-02-29 00:00:00+00',
    '2026-01-15 13:00:00+03',
    '2026-01-15 15:30:00+05:30',
    '12026-01-15 10:00:00+00',
    '0044-03-15 10:00:00+00 BC',
    'infinity',
    '-infinity',
  ])('reads %s as the library does', (text) => {
    expect(timeOf(text)).toEqual(library(text));
  });
});
