import { dateLocale, timeLeft, writeTime } from './dates.js';

describe('a moment', () => {
  it.each([
    ['2026-01-14T21:30:00Z', 'Africa/Nairobi', 'en-GB', 'Thu 15 Jan 2026', 0, 30, 'Nairobi, UTC+3'],
    ['2026-01-15T10:00:00Z', 'Asia/Kathmandu', 'en-GB', 'Thu 15 Jan 2026', 15, 45, 'Kathmandu, UTC+5:45'],
    ['2026-01-15T10:00:00Z', 'America/New_York', 'en-US', 'Thu Jan 15, 2026', 5, 0, 'New York, UTC-5'],
    ['2026-07-15T10:00:00Z', 'America/New_York', 'fr-FR', 'mer. 15 juil. 2026', 6, 0, 'New York, UTC-4'],
    ['2026-01-15T10:00:00Z', 'Europe/London', 'sw-KE', 'Alhamisi 15 Jan 2026', 10, 0, 'London, UTC+0'],
    ['2026-07-15T10:00:00Z', 'Europe/London', 'pt-PT', 'quarta 15/07/2026', 11, 0, 'London, UTC+1'],
    ['2026-01-15T10:00:00Z', 'UTC', 'en-GB', 'Thu 15 Jan 2026', 10, 0, 'UTC'],
    ['2026-01-15T10:00:00Z', 'Etc/GMT+3', 'en-GB', 'Thu 15 Jan 2026', 7, 0, 'UTC-3'],
  ])('%s in %s for %s', (instant, zone, locale, date, hour, minute, named) => {
    expect(writeTime(new Date(instant), zone, locale)).toEqual({ date, hour, minute, zone: named });
  });

  it.each([
    ['en', 'en-GB'],
    ['en-US', 'en-US'],
    ['en_KE', 'en-KE'],
    ['fr-FR', 'en-GB'],
    ['en-"><script>', 'en-GB'],
    ['', 'en-GB'],
  ])('somebody who reads %p gets %s', (locale, used) => expect(dateLocale(locale, 'en', 'en-GB')).toBe(used));
});

describe('the time left', () => {
  const THEN = Date.parse('2026-01-15T06:00:00Z'); // 09:00 in Nairobi
  it.each([
    ['2026-01-15T05:59:50Z', { unit: 'minutes', count: 1 }],
    ['2026-01-15T05:15:00Z', { unit: 'minutes', count: 45 }],
    ['2026-01-15T05:00:00Z', { unit: 'hours', count: 1 }],
    ['2026-01-15T04:01:00Z', { unit: 'hours', count: 2 }],
    ['2026-01-14T21:00:00Z', { unit: 'hours', count: 9 }], // midnight there: it is today
    ['2026-01-14T20:59:00Z', { unit: 'tomorrow' }],
    ['2026-01-14T06:00:00Z', { unit: 'tomorrow' }],
    ['2026-01-13T21:00:00Z', { unit: 'tomorrow' }],
    ['2026-01-13T20:59:00Z', { unit: 'days', count: 2 }],
    ['2026-01-08T06:00:00Z', { unit: 'days', count: 7 }],
  ])('at %s', (now, left) => expect(timeLeft(Date.parse(now), THEN, 'Africa/Nairobi')).toEqual(left));

  it('is counted in hours when it is near, also over midnight', () => {
    const [now, then] = [Date.parse('2026-01-14T20:30:00Z'), Date.parse('2026-01-14T22:30:00Z')];
    expect(timeLeft(now, then, 'Africa/Nairobi')).toEqual({ unit: 'hours', count: 2 });
  });
});
