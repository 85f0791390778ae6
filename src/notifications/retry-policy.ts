/** After this many attempts a notification is `failed`, for people to look at. */
export const MAX_ATTEMPTS = 8;

const FIRST_PAUSE_MS = 5_000;
const GROWTH = 4;
const JITTER = 0.25;

/**
 * The pause after the `attempts`-th failure: 5 s, 20 s, 80 s, … 5.7 h, so that a blink costs seconds and
 * the last attempt is made more than seven hours after the first. A quarter more or less, so that what
 * failed together does not come back together.
 */
export function pauseAfter(attempts: number, random: () => number = Math.random): number {
  const pause = FIRST_PAUSE_MS * GROWTH ** (attempts - 1);
  return Math.round(pause * (1 - JITTER + 2 * JITTER * random()));
}
