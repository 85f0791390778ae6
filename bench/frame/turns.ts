import type { Bench } from './bench.js';
import { cpuOf, cpuOfPostgres, postmasterOf } from './cpu.js';
import { median, round, spread } from './numbers.js';

/** Something that does one thing over and over, and the process that serves it. */
export interface Subject {
  name: string;
  /** Whose CPU is counted besides PostgreSQL's. */
  pids?: readonly number[];
  /** Works for that long; returns how often a second. */
  run(seconds: number): Promise<number>;
}

export interface Turn {
  perSecond: number;
  /** CPU per request, in milliseconds. */
  apiMs: number;
  postgresMs: number;
}

/**
 * Subjects take turns, forth and back (A B B A …), so that whatever else the machine does meets all of them alike.
 * Each has a turn of warming up before.
 */
export async function takeTurns(bench: Bench, subjects: readonly Subject[]): Promise<Turn[][]> {
  const { seconds, rounds } = bench.options;
  const postmaster = await postmasterOf(bench.admin);
  for (const subject of subjects) await subject.run(Math.max(2, seconds / 2));
  const turns: Turn[][] = subjects.map(() => []);
  for (let round = 0; round < rounds; round++) {
    const order = [...subjects.keys()];
    if (round % 2 === 1) order.reverse();
    for (const index of order) {
      const subject = subjects[index];
      if (subject) turns[index]?.push(await oneTurn(subject, seconds, postmaster));
    }
  }
  subjects.forEach(({ name }, index) => bench.say(describe(name, turns[index] ?? [])));
  return turns;
}

async function oneTurn(subject: Subject, seconds: number, postmaster: number): Promise<Turn> {
  const { pids = [] } = subject;
  const used = (): number => pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
  const [api, postgres] = [used(), cpuOfPostgres(postmaster)];
  const started = performance.now();
  const perSecond = await subject.run(seconds);
  const requests = (perSecond * (performance.now() - started)) / 1_000;
  return {
    perSecond,
    apiMs: (used() - api) / requests,
    postgresMs: (cpuOfPostgres(postmaster) - postgres) / requests,
  };
}

function describe(name: string, turns: readonly Turn[]): string {
  const of = (part: keyof Turn): number[] => turns.map((turn) => turn[part]);
  const rate = `${Math.round(median(of('perSecond')))}/s (${spread(of('perSecond'))})`;
  const cpu = `CPU ms each: process ${round(median(of('apiMs')))}, PostgreSQL ${round(median(of('postgresMs')))}`;
  return `  ${name.padEnd(34)} ${rate.padEnd(30)} ${cpu}`;
}

/** `a ÷ b` of each round, and its median. */
export function ratios(
  a: readonly Turn[],
  b: readonly Turn[],
  of: (turn: Turn) => number = (turn) => turn.perSecond,
): { median: number; spread: string } {
  const each = a.map((turn, index) => of(turn) / of(b[index] ?? turn));
  return { median: median(each), spread: spread(each) };
}

/** Medians for the file of figures. */
export function besides(name: string, turns: readonly Turn[]): Record<string, number> {
  const of = (part: keyof Turn): number => round(median(turns.map((turn) => turn[part])));
  return {
    [`${name}_per_second`]: of('perSecond'),
    [`${name}_cpu_ms`]: of('apiMs'),
    [`${name}_postgresql_cpu_ms`]: of('postgresMs'),
  };
}
