import { fork } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../test/support/api-process.js';
import type { Bench } from '../frame/bench.js';
import { cpuOf } from '../frame/cpu.js';
import { loadOf } from '../frame/load.js';
import { median, round, spread } from '../frame/numbers.js';
import { productEnvironment, type Service, startService, stopLater, untilReady } from '../frame/service.js';
import type { World } from '../frame/worlds.js';
import { CONNECTIONS } from './p1-booking.js';

/**
 * Two API processes behind one port, next to one. Two cores that also carry PostgreSQL and the load cannot show what
 * two more would serve, so the figure is capacity: what a process does with a second of CPU, of each process, added
 * up. It says whether anything in the API costs more because there are two, and whether both get their share. Each of the
 * two has as many connections as the one.
 */
export async function twoProcesses(bench: Bench): Promise<void> {
  const world = await bench.worlds.world();
  const one = await startService(bench, world);
  const two = await startTwo(bench, world, one.token);
  const lanes = [world.lanes.slice(0, CONNECTIONS), world.lanes.slice(CONNECTIONS, 3 * CONNECTIONS)];
  const loads = [one, two].map(({ port, token, pids }, index) =>
    loadOf(bench, {
      kind: 'book',
      port,
      token,
      connections: pids.length * CONNECTIONS,
      lanes: lanes[index] ?? [],
    }),
  );
  for (const load of loads) await load.run(bench.options.seconds);
  const figures: number[] = [];
  const rates: number[][] = [[], []];
  for (let turn = 0; turn < bench.options.rounds; turn++) {
    const capacities: number[] = [];
    for (const [index, { pids }] of [one, two].entries()) {
      const { perSecond, capacity } = await capacityOf(pids, loads[index]?.run, bench.options.seconds);
      capacities.push(capacity);
      rates[index]?.push(perSecond);
    }
    figures.push((capacities[1] ?? NaN) / (capacities[0] ?? NaN));
  }
  const [alone, both] = rates.map((each) => round(median(each)));
  bench.say(`  one process ${alone}/s, two ${both}/s on these cores`);
  bench.record('P7', median(figures), {
    spread: spread(figures),
    one_per_second: alone ?? NaN,
    two_per_second: both ?? NaN,
  });
}

/** Requests that the processes would serve in a second, had each a core to itself; the busiest sets the pace. */
async function capacityOf(
  pids: readonly number[],
  run: ((seconds: number) => Promise<number>) | undefined,
  seconds: number,
): Promise<{ perSecond: number; capacity: number }> {
  const before = pids.map(cpuOf);
  const perSecond = (await run?.(seconds)) ?? NaN;
  const used = pids.map((pid, index) => cpuOf(pid) - (before[index] ?? NaN));
  return { perSecond, capacity: (perSecond * seconds * 1_000) / Math.max(...used) };
}

async function startTwo(bench: Bench, world: World, token: string): Promise<Service> {
  const port = await freePort();
  const env = productEnvironment(world.url, bench.options.redisUrl, port);
  const child = fork(new URL('../frame/two-processes.mjs', import.meta.url), {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  stopLater(bench, child);
  const [pids] = (await once(child, 'message')) as [number[]];
  await untilReady(port, child);
  await new Promise((done) => setTimeout(done, 2_000));
  return { port, pids, token };
}
