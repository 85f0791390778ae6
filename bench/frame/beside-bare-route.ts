import type { FigureName } from '../bars.js';
import type { Bench } from './bench.js';
import type { Statement } from './captured.js';
import { loadOf } from './load.js';
import { Helper, type Service } from './service.js';
import { besides, ratios, takeTurns } from './turns.js';
import type { World } from './worlds.js';

const CONNECTIONS = 16;

interface Compared {
  world: World;
  api: Service;
  path: string;
  /** What the bare route runs: the first of them. */
  statements: Statement[];
}

/** Measures a route of the API next to a bare Fastify route with the same prepared SELECT. */
export async function beside(
  bench: Bench,
  name: FigureName,
  { world, api, path, statements }: Compared,
): Promise<void> {
  const helper = Helper.start(bench, 'bare-route.ts');
  const port = await helper.ask<number>({ url: world.url, statements });
  const connections = CONNECTIONS;
  const product = loadOf(bench, {
    kind: 'get',
    port: api.port,
    token: api.token,
    connections,
    paths: [path],
  });
  const bare = loadOf(bench, { kind: 'get', port, token: '-', connections, paths: ['/0'] });
  const [reached = [], limit = []] = await takeTurns(bench, [
    { name: 'API', pids: api.pids, run: product.run },
    { name: 'a bare route', pids: [helper.child.pid ?? 0], run: bare.run },
  ]);
  const ratio = ratios(reached, limit);
  bench.record(name, ratio.median, {
    spread: ratio.spread,
    ...besides('api', reached),
    ...besides('bare', limit),
  });
}
