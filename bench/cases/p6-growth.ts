import type { FigureName } from '../bars.js';
import type { Bench } from '../frame/bench.js';
import type { Load } from '../frame/load-generator.js';
import { loadOf } from '../frame/load.js';
import { type Service, startService } from '../frame/service.js';
import { besides, ratios, takeTurns } from '../frame/turns.js';
import { SMALL, type World } from '../frame/worlds.js';
import { CONNECTIONS } from './p1-booking.js';
import { listPath } from './p3-list.js';
import { searchPath } from './p4-availability.js';

const LARGE = 1_000_000;
const LARGEST = 10_000_000;

type Asked = (world: World) => { kind: 'get'; paths: string[] } | { kind: 'book'; lanes: World['lanes'] };

const ASKED: [FigureName, Asked][] = [
  ['P6.book', (world) => ({ kind: 'book', lanes: world.lanes.slice(0, CONNECTIONS) })],
  ['P6.list', (world) => ({ kind: 'get', paths: [listPath(world)] })],
  ['P6.availability', (world) => ({ kind: 'get', paths: [searchPath(world)] })],
];

/** The same requests to two clinics, of which one has many more appointments: time per request in the one ÷ in the other. */
export async function growth(bench: Bench): Promise<void> {
  await compare(bench, LARGE, (name, figure, rest) => bench.record(name, figure, rest));
  if (!bench.options.large) return;
  bench.say(`  and with ${LARGEST.toLocaleString('en')}:`);
  await compare(bench, LARGEST, (name, figure) => bench.say(`  ${name} ${figure.toFixed(2)}`));
}

async function compare(bench: Bench, size: number, record: Bench['record']): Promise<void> {
  const sizes = [SMALL, size];
  const worlds: World[] = [];
  for (const each of sizes) worlds.push(await bench.worlds.world(each));
  const apis: Service[] = [];
  for (const world of worlds) apis.push(await startService(bench, world));
  for (const [name, asked] of ASKED) {
    const loads = worlds.map((world, index) => loadOf(bench, loadFor(apis[index] as Service, asked(world))));
    const [few = [], many = []] = await takeTurns(
      bench,
      loads.map(({ run }, index) => ({
        name: `${name.slice(3)}, ${sizes[index]?.toLocaleString('en')}`,
        pids: apis[index]?.pids,
        run,
      })),
    );
    const slower = ratios(few, many);
    record(name, slower.median, {
      spread: slower.spread,
      cpu_of_api_and_postgresql: ratios(many, few, (turn) => turn.apiMs + turn.postgresMs).median,
      ...besides('few', few),
      ...besides('many', many),
    });
  }
}

function loadFor({ port, token }: Service, asked: ReturnType<Asked>): Load {
  return { port, token, connections: CONNECTIONS, ...asked };
}
