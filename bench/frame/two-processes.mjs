// Two of the product's processes behind one port: Node's cluster hands each new connection to the next of them.
import cluster from 'node:cluster';
import { resolve } from 'node:path';

cluster.setupPrimary({ exec: resolve('dist/src/main.js') });
const workers = [cluster.fork(), cluster.fork()];
process.send?.(workers.map((worker) => worker.process.pid));
process.on('SIGTERM', () => {
  for (const worker of workers) worker.process.kill();
  cluster.once('exit', () => cluster.once('exit', () => process.exit()));
});
