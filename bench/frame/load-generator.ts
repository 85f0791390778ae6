import { Connection, requestOf } from './connection.js';
import type { Lane } from './fill-world.js';
import { quantile } from './numbers.js';
import { startOfSlot } from './slots.js';

/** What to ask for, over and over. */
export type Load = { port: number; token: string; connections: number } & (
  { kind: 'get'; paths: string[] } | { kind: 'book'; lanes: Lane[] }
);

export interface LoadResult {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

/** One lane a connection and every time once, also over several runs. */
const bookings = new Map<number, number>();

function nextRequest(load: Load, connection: number, n: number): string {
  if (load.kind === 'get') {
    const path = load.paths[(n * load.connections + connection) % load.paths.length] ?? '';
    return requestOf('GET', path, load.token);
  }
  const slot = bookings.get(connection) ?? 0;
  bookings.set(connection, slot + 1);
  const start_time = startOfSlot(slot).toISOString();
  const visit = { ...load.lanes[connection], start_time, duration_minutes: 30, reason: 'Checkup' };
  return requestOf('POST', '/api/v1/appointments', load.token, visit);
}

/** One after the other, as clients come: of two processes behind the port each gets its half. */
async function connect({ port, token, connections }: Load): Promise<Connection[]> {
  const open: Connection[] = [];
  while (open.length < connections) {
    const connection = await Connection.open(port);
    await connection.send(requestOf('GET', '/health/live', token));
    open.push(connection);
  }
  return open;
}

async function run(load: Load, seconds: number): Promise<LoadResult> {
  const times: number[] = [];
  const connections = await connect(load);
  const started = performance.now();
  const end = started + seconds * 1_000;
  const work = async (connection: Connection, index: number): Promise<void> => {
    for (let n = 0; performance.now() < end; n++) {
      const request = nextRequest(load, index, n);
      const before = performance.now();
      const { status, body } = await connection.send(request);
      times.push(performance.now() - before);
      if (status !== 200 && status !== 201) throw new Error(`answered ${status} ${body.toString()}`);
    }
    connection.close();
  };
  await Promise.all(connections.map(work));
  const perSecond = times.length / ((performance.now() - started) / 1_000);
  return { perSecond, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
}

process.on('message', ({ load, seconds }: { load: Load; seconds: number }) => {
  void run(load, seconds).then((result) => process.send?.(result));
});
