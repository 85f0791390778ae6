import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { freePort } from '../../test/support/api-process.js';
import type { Bench } from '../frame/bench.js';
import { median, round, spread } from '../frame/numbers.js';
import { MAIN, productEnvironment, stopLater } from '../frame/service.js';
import type { World } from '../frame/worlds.js';

const STARTS = 5;
const REST_MS = 10_000;

/** The built API with nothing to do: how soon it answers, with a database there, and what memory it then holds. */
export async function resting(bench: Bench): Promise<void> {
  const world = await bench.worlds.world();
  const starts: number[] = [];
  const memories: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    const { seconds, mebibytes } = await startOnce(bench, world, n % 2 === 0);
    starts.push(seconds);
    if (mebibytes !== null) memories.push(mebibytes);
  }
  bench.say(`  start ${round(median(starts))} s (${spread(starts)}), memory ${spread(memories)} MiB`);
  bench.record('P8.memory', median(memories), { after_idle_seconds: REST_MS / 1_000 });
  bench.record('P8.start', median(starts), { spread: spread(starts) });
}

async function startOnce(
  bench: Bench,
  world: World,
  rests: boolean,
): Promise<{ seconds: number; mebibytes: number | null }> {
  const port = await freePort();
  const started = performance.now();
  const env = productEnvironment(world.url, bench.options.redisUrl, port);
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  stopLater(bench, child);
  await answered(port);
  const seconds = (performance.now() - started) / 1_000;
  if (rests) await new Promise((done) => setTimeout(done, REST_MS));
  const mebibytes = rests ? residentMebibytes(child.pid ?? 0) : null;
  await bench.stopWhatRuns();
  return { seconds, mebibytes };
}

/** Until `/health/ready`, which asks the database, says 200. */
async function answered(port: number): Promise<void> {
  for (;;) {
    const text = await ask(port);
    if (text.startsWith('HTTP/1.1 200')) return;
    await new Promise((done) => setTimeout(done, 5));
  }
}

function ask(port: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () =>
      socket.write('GET /health/ready HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'),
    );
    socket.on('data', (part) => (text += part.toString()));
    socket.on('error', () => resolve(''));
    socket.on('close', () => resolve(text));
  });
}

/** What is resident; NaN where the operating system does not say. */
function residentMebibytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
  } catch {
    return NaN;
  }
}
