import type { SendFailure } from './channels/send-failure.js';

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

/** The longest that a gateway's own wish makes a message wait. */
const LONGEST_WISH_MS = 60 * 60 * 1_000;

export interface Verdict {
  /** No further attempt is made. */
  isOver: boolean;
  pauseMs: number;
  /** What was nobody's fault but the gateway's does not count as an attempt. */
  isFree: boolean;
}

/**
 * What becomes of a message whose `attempts`-th attempt failed. A gateway that is down, or asks for patience,
 * uses up nobody's attempts: however long it lasts, the message waits, and is asked about again when it goes
 * out. Until the circuit has opened nobody can tell a gateway that is down from a message that upsets it.
 */
export function judgeFailure(
  { kind, retryAfterMs }: Pick<SendFailure, 'kind' | 'retryAfterMs'>,
  attempts: number,
  isCircuitOpen: boolean,
): Verdict {
  if (kind === 'throttled') {
    const pauseMs = Math.min(Math.max(retryAfterMs ?? 0, pauseAfter(1)), LONGEST_WISH_MS);
    return { isOver: false, pauseMs, isFree: true };
  }
  if (kind === 'unreachable' && isCircuitOpen) return { isOver: false, pauseMs: pauseAfter(1), isFree: true };
  const isOver = kind === 'permanent' || attempts >= MAX_ATTEMPTS;
  return { isOver, pauseMs: pauseAfter(attempts), isFree: false };
}
