import { availability } from './cases/p4-availability.js';
import { booking } from './cases/p1-booking.js';
import { computation } from './cases/p5-computation.js';
import { gateways } from './cases/p10-gateways.js';
import { growth } from './cases/p6-growth.js';
import { list } from './cases/p3-list.js';
import { oneAppointment } from './cases/p2-one-appointment.js';
import { resting } from './cases/p8-resting.js';
import { statements } from './cases/p9-statements.js';
import { twoProcesses } from './cases/p7-two-processes.js';
import { Bench, type BenchOptions } from './frame/bench.js';
import { surroundings } from './frame/surroundings.js';

/** Every case by its name; each can run alone. */
const CASES: Record<string, (bench: Bench) => Promise<void> | void> = {
  P1: booking,
  P2: oneAppointment,
  P3: list,
  P4: availability,
  P5: computation,
  P6: growth,
  P7: twoProcesses,
  P8: resting,
  P9: statements,
  P10: gateways,
};

/** Runs these cases, or all of them, and prints the table. Returns whether every figure reaches its bar. */
export async function runCases(wanted: readonly string[], options: BenchOptions): Promise<boolean> {
  const unknown = wanted.filter((name) => !(name in CASES));
  if (unknown.length > 0) throw new Error(`No such case: ${unknown.join(', ')}`);
  const bench = await Bench.open(options);
  try {
    for (const [name, run] of Object.entries(CASES)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      bench.say(`\n${name}`);
      try {
        await run(bench);
      } catch (error) {
        // The figures of the others are worth having all the same.
        bench.fail(name, error);
      } finally {
        await bench.stopWhatRuns();
      }
    }
    return bench.report(await surroundings(bench.admin));
  } finally {
    await bench.close();
  }
}
