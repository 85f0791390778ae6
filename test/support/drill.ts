import { appendFileSync } from 'node:fs';

/** `npm run drills` runs the drills in full; `npm test` in a short form of a few seconds each. */
export const isFull = process.env['DRILL_SCALE'] === 'full';

export function sized<T>(short: T, full: T): T {
  return isFull ? full : short;
}

/** Longer than any drill takes in full, on a machine that has other things to do. */
export const DRILL_TIMEOUT_MS = 3_600_000;

/** Something that a drill measured, for the table of `npm run drills` and of docs/drills.md. */
export function figure(drill: string, text: string): void {
  const file = process.env['DRILL_FIGURES'];
  if (file) appendFileSync(file, `${JSON.stringify({ drill, text })}\n`);
  else process.stderr.write(`\n${drill} ${text}\n`);
}

/** `p50 12 ms, p99 80 ms, slowest 91 ms` */
export function describeTimes(milliseconds: readonly number[]): string {
  const at = (share: number): string => `${Math.round(quantile(milliseconds, share))} ms`;
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, slowest ${at(1)}`;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
