import { Client } from 'pg';
import type { Actor } from '../../src/platform/security/actor.js';
import { bookingStatements } from './booking-statements.js';
import type { Lane } from './fill-world.js';

interface Task {
  url: string;
  actor: Actor;
  lanes: Lane[];
  seconds: number;
}

let clients: Promise<Client[]> | undefined;
let slot = 0;

async function connect({ url, lanes }: Task): Promise<Client[]> {
  const all = lanes.map(() => new Client({ connectionString: url }));
  await Promise.all(all.map((client) => client.connect()));
  return all;
}

/** A booking's statements through `pg` alone, where there is no pgbench to do it, or beside it. */
async function run(task: Task): Promise<number> {
  clients ??= connect(task);
  const connected = await clients;
  let done = 0;
  const started = performance.now();
  const end = started + task.seconds * 1_000;
  const first = slot;
  const work = async (client: Client, lane: Lane): Promise<void> => {
    for (let n = first; performance.now() < end; n++) {
      const statements = await bookingStatements(task.actor, lane, n);
      for (const [index, statement] of statements.entries())
        await client.query({ name: `booking_${index}`, ...statement });
      slot = Math.max(slot, n + 1);
      done++;
    }
  };
  await Promise.all(connected.map((client, index) => work(client, task.lanes[index] as Lane)));
  return done / ((performance.now() - started) / 1_000);
}

process.on('message', (task: Task) => {
  void run(task).then((perSecond) => process.send?.({ perSecond }));
});
