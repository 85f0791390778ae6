import type { Bench } from '../frame/bench.js';
import { Connection, requestOf } from '../frame/connection.js';
import { cpuOf } from '../frame/cpu.js';
import { FIRST_DAY } from '../frame/fill-world.js';
import { median, quantile, round } from '../frame/numbers.js';
import { type Service, startService } from '../frame/service.js';
import type { World } from '../frame/worlds.js';

const DAY = 86_400_000;
const dateOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
/** 30 days. */
const RANGE = `date_from=${dateOf(FIRST_DAY)}&date_to=${dateOf(FIRST_DAY + 29 * DAY)}`;

/** Free slots of one provider in 30 days, 200 of whose times are taken. */
export function searchPath(world: World): string {
  return `/api/v1/appointments/availability?${RANGE}&provider_id=${world.asked[0]}`;
}

/** What a search costs the API, all in: HTTP, token, validation, one query, slots, their seals, JSON. */
export async function availability(bench: Bench): Promise<void> {
  const world = await bench.worlds.world();
  const api = await startService(bench, world, 'staff');
  const all = `/api/v1/appointments/availability?${RANGE}`;
  const explained = new Date(FIRST_DAY + 7 * 3_600_000).toISOString();
  const cases: [string, string][] = [
    ['1 provider, 30 days, 200 busy', searchPath(world)],
    ['… all at once', `${searchPath(world)}&limit=500`],
    ['… the first free slot', `${searchPath(world)}&first_only=true`],
    ['all 10 providers with hours', all],
    ['… the first free slot of each', `${all}&first_only=true`],
    [
      'explain',
      `/api/v1/appointments/availability/explain?provider_id=${world.asked[0]}&start_time=${explained}`,
    ],
  ];
  // What comes first would else be measured while the process is still being compiled.
  await measure(bench, api, searchPath(world), 2);
  const rows: Record<string, Measured> = {};
  for (const [name, path] of cases) rows[name] = await measure(bench, api, path, 1);
  // The case itself is measured in turns, for what ran beside one of them.
  const turns: Measured[] = [];
  for (let turn = 0; turn < bench.options.rounds; turn++)
    turns.push(await measure(bench, api, searchPath(world), 1));
  console.table(rows);
  const costs = turns.map((turn) => turn['API CPU ms']);
  bench.record('P4', median(costs), { median_ms: median(turns.map((turn) => turn['median ms'])) });
}

interface Measured {
  kB: number;
  'API CPU ms': number;
  'median ms': number;
  'p95 ms': number;
}

async function measure(bench: Bench, api: Service, path: string, turns: number): Promise<Measured> {
  const connection = await Connection.open(api.port);
  const request = requestOf('GET', path, api.token);
  const before = cpuOf(api.pids[0]);
  const end = performance.now() + bench.options.seconds * 1_000 * turns;
  const times: number[] = [];
  let bytes = 0;
  while (performance.now() < end) {
    const started = performance.now();
    const { status, body } = await connection.send(request);
    if (status !== 200) throw new Error(body.toString());
    times.push(performance.now() - started);
    bytes = body.length;
  }
  connection.close();
  const cpu = (cpuOf(api.pids[0]) - before) / times.length;
  return {
    kB: Math.round(bytes / 1_000),
    'API CPU ms': round(cpu),
    'median ms': round(quantile(times, 0.5)),
    'p95 ms': round(quantile(times, 0.95)),
  };
}
