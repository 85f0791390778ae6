import { dataSourceOptions } from '../../src/platform/database/data-source.js';
import type { Bench } from '../frame/bench.js';
import { bookingScript, signedIn } from '../frame/booking-statements.js';
import { loadOf } from '../frame/load.js';
import { pgbench, pgbenchVersion } from '../frame/pgbench.js';
import { Helper, startService } from '../frame/service.js';
import { besides, ratios, type Subject, takeTurns } from '../frame/turns.js';
import type { World } from '../frame/worlds.js';

export const CONNECTIONS = 16;

/**
 * `POST /appointments`, everything on, next to the very statements that it runs: by pgbench, whose turn is the limit,
 * and by `pg`, which is the limit where there is no pgbench.
 */
export async function booking(bench: Bench): Promise<void> {
  const world = await bench.worlds.world();
  const api = await startService(bench, world);
  const { port, token } = api;
  const lanes = world.lanes.slice(0, CONNECTIONS);
  const load = loadOf(bench, { kind: 'book', port, token, connections: CONNECTIONS, lanes });
  const helper = Helper.start(bench, 'statement-runner.ts');
  const subjects: Subject[] = [
    { name: 'API', pids: api.pids, run: load.run },
    { name: 'its statements through pg', pids: [helper.child.pid ?? 0], run: await throughPg(world, helper) },
    ...(pgbenchVersion() === null
      ? []
      : [{ name: 'its statements by pgbench', run: await byPgbench(world) }]),
  ];
  const [reached = [], pg = [], limit = pg] = await takeTurns(bench, subjects);
  const [ratio, overPg] = [ratios(reached, limit), ratios(reached, pg)];
  bench.record('P1', ratio.median, {
    spread: ratio.spread,
    limit: limit === pg ? 'pg' : 'pgbench -M prepared',
    over_pg: Number(overPg.median.toFixed(3)),
    ...besides('api', reached),
    ...besides('limit', limit),
  });
}

async function throughPg(world: World, helper: Helper): Promise<Subject['run']> {
  const actor = await signedIn(world);
  const lanes = world.lanes.slice(CONNECTIONS, 2 * CONNECTIONS);
  return async (seconds) => {
    const task = { url: world.url, actor: { ...actor }, lanes: lanes.map((lane) => ({ ...lane })), seconds };
    return (await helper.ask<{ perSecond: number }>(task)).perSecond;
  };
}

async function byPgbench(world: World): Promise<Subject['run']> {
  const lanes = world.lanes.slice(2 * CONNECTIONS, 3 * CONNECTIONS);
  const { script, variables } = await bookingScript(await signedIn(world), lanes);
  const { options } = dataSourceOptions({ url: '', poolSize: 1, applicationName: '' }).extra as {
    options: string;
  };
  let first = 0;
  return async (seconds) => {
    const from = { ...variables, n: first - 1, first };
    // More than one connection books in a turn: where the next turn goes on.
    first += 20_000;
    const run = { url: world.url, script, variables: from, connections: CONNECTIONS, seconds, options };
    return (await pgbench(run)) ?? NaN;
  };
}
