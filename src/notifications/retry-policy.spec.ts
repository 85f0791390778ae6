import { judgeFailure, MAX_ATTEMPTS, pauseAfter } from './retry-policy.js';

describe('the pause after a failure', () => {
  const pauses = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, n) => pauseAfter(n + 1, () => 0.5));

  it('grows from seconds to hours', () => {
    expect(pauses[0]).toBe(5_000);
    expect(pauses.at(-1)).toBe(5_000 * 4 ** 6);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(7 * 3_600_000);
  });

  it('is a quarter more or less', () => {
    expect([pauseAfter(1, () => 0), pauseAfter(1, () => 1)]).toEqual([3_750, 6_250]);
  });
});

describe('a failed attempt', () => {
  const last = MAX_ATTEMPTS;

  it.each([
    ['refused for good', { kind: 'permanent' }, 1, false, [true, false]],
    ['refused for now', { kind: 'passing' }, 1, false, [false, false]],
    ['refused for now, the last time', { kind: 'passing' }, last, false, [true, false]],
    ['that upsets a server which answers others', { kind: 'unreachable' }, last, false, [true, false]],
    ['while the server is down', { kind: 'unreachable' }, last, true, [false, true]],
    ['when too many come at once', { kind: 'throttled' }, last, false, [false, true]],
  ] as const)('%s', (_, failure, attempts, isCircuitOpen, [isOver, isFree]) => {
    expect(judgeFailure(failure, attempts, isCircuitOpen)).toMatchObject({ isOver, isFree });
  });

  it('waits as long as the gateway asks, within an hour', () => {
    const waitFor = (retryAfterMs: number) =>
      judgeFailure({ kind: 'throttled', retryAfterMs }, 1, false).pauseMs;
    expect(waitFor(30_000)).toBe(30_000);
    expect(waitFor(86_400_000)).toBe(3_600_000);
    expect(waitFor(0)).toBeGreaterThan(3_000);
  });
});
