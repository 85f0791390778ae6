import { MAX_ATTEMPTS, pauseAfter } from './retry-policy.js';

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
