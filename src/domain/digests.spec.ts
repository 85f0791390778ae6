import { canWaitForDigest, digestAt, dueDigest, isInDigestOfItsDay } from './digests.js';
import { parseDay } from './local-time.js';

const nairobi = { time: '07:00', timezone: 'Africa/Nairobi' };
const at = (time: string) => Date.parse(time);

describe('a daily digest', () => {
  it('is due from its local hour on', () => {
    expect(digestAt(nairobi, parseDay('2030-01-07'))).toBe(at('2030-01-07T04:00:00Z'));
    expect(dueDigest(nairobi, at('2030-01-07T03:59:59Z'))).toBeNull();
    expect(dueDigest(nairobi, at('2030-01-07T04:00:00Z'))).toBe(parseDay('2030-01-07'));
    expect(dueDigest(nairobi, at('2030-01-07T20:59:59Z'))).toBe(parseDay('2030-01-07'));
  });

  it('is made when the clock jumps, where it skips the hour', () => {
    const berlin = { time: '02:30', timezone: 'Europe/Berlin' };
    expect(digestAt(berlin, parseDay('2030-03-31'))).toBe(at('2030-03-31T01:00:00Z'));
  });

  it.each([
    ['tomorrow’s visit, in the afternoon', '2030-01-07T12:00:00Z', ['2030-01-08T08:00:00Z'], true],
    ['today’s visit, before the digest', '2030-01-07T02:00:00Z', ['2030-01-07T08:00:00Z'], true],
    ['today’s visit, after the digest', '2030-01-07T04:30:00Z', ['2030-01-07T08:00:00Z'], false],
    ['a visit that begins before tomorrow’s digest', '2030-01-07T12:00:00Z', ['2030-01-08T03:30:00Z'], false],
    [
      'today’s visit, moved to next week',
      '2030-01-07T06:00:00Z',
      ['2030-01-07T08:00:00Z', '2030-01-14T08:00:00Z'],
      false,
    ],
    ['today’s visit, a moment before the digest', '2030-01-07T03:59:00Z', ['2030-01-07T08:00:00Z'], false],
  ])('is awaited for %s', (_, now, starts, waits) => {
    expect(canWaitForDigest(nairobi, null, starts.map(at), at(now))).toBe(waits);
  });

  it('is made once a day: after today’s, the next one is tomorrow’s, also where its hour was put off', () => {
    const [now, tomorrow] = [at('2030-01-07T03:00:00Z'), [at('2030-01-08T03:30:00Z')]];
    expect(canWaitForDigest(nairobi, parseDay('2030-01-06'), tomorrow, now)).toBe(true);
    expect(canWaitForDigest(nairobi, parseDay('2030-01-07'), tomorrow, now)).toBe(false);
  });

  it('lists the visits of its day that begin after it', () => {
    expect(isInDigestOfItsDay(nairobi, at('2030-01-07T04:00:00Z'))).toBe(true);
    expect(isInDigestOfItsDay(nairobi, at('2030-01-07T03:30:00Z'))).toBe(false);
  });
});
