import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { Seed } from '../../test/support/seed.js';
import { seedToken } from '../../test/support/sign-in.js';
import { freePort } from '../../test/support/api-process.js';
import { Clients, pause } from '../frame/arrivals.js';
import type { Bench } from '../frame/bench.js';
import { cpuOf } from '../frame/cpu.js';
import { type GatewayPorts, type Health, type Outside, OUTSIDE } from '../frame/gateways.js';
import { median, quantile, round, spread } from '../frame/numbers.js';
import { Helper, MAIN, productEnvironment, stopLater, untilReady } from '../frame/service.js';
import { startOfSlot } from '../frame/slots.js';
import type { World } from '../frame/worlds.js';

const WORKER = resolve('dist/src/worker.js');
/** A busy region's bookings, and not as many as go: what is asked is whether anything waits for a gateway. */
const PER_SECOND = 40;
/** Below what one provider may hear of in an hour. */
const PROVIDERS = 100;
/** Of a full turn, which is for rates: half of it holds enough bookings for a median. */
const SHARE_OF_TURN = 0.5;
/** What is under way ends, and circuits that are to close do so at the next message. */
const SETTLING_MS = 250;
const THROUGHPUT_SECONDS = 5;

interface Trouble {
  outside: Outside;
  health: Health;
}

const TROUBLES: readonly Trouble[] = OUTSIDE.flatMap((outside) =>
  (['slow', 'gone'] as const).map((health) => ({ outside, health })),
);

interface Turn {
  /** Milliseconds of each booking. */
  times: number[];
  /** The worker's CPU a booking: what else it does on these cores. */
  workerMs: number;
}

/** A turn in trouble and its neighbour, with everything well. */
interface Pair {
  trouble: Turn;
  well: Turn;
}

interface Scene {
  world: World;
  gateways: Helper;
  clients: Clients;
  worker: number;
}

/**
 * How long a booking takes, at a fixed rate, while a gateway or Redis is slow (5 s an answer) or gone, next to all of
 * them well. Each turn in trouble has a neighbour without, before or after it in turns, so that the machine's moods
 * meet both.
 */
export async function gateways(bench: Bench): Promise<void> {
  const scene = await setTheScene(bench);
  const { rounds } = bench.options;
  const seconds = bench.options.seconds * SHARE_OF_TURN;
  await turn(scene, null, 2 * seconds);
  const pairs = TROUBLES.map((): Pair[] => []);
  for (let n = 0; n < rounds; n++)
    for (const [index, trouble] of TROUBLES.entries()) {
      const isWellFirst = (n + index) % 2 === 0;
      const first = await turn(scene, isWellFirst ? null : trouble, seconds);
      const second = await turn(scene, isWellFirst ? trouble : null, seconds);
      pairs[index]?.push(isWellFirst ? { well: first, trouble: second } : { well: second, trouble: first });
    }
  scene.clients.close();
  record(bench, pairs, await throughput(scene));
}

async function turn(scene: Scene, trouble: Trouble | null, seconds: number): Promise<Turn> {
  if (trouble) await scene.gateways.ask({ ...trouble });
  const used = cpuOf(scene.worker);
  const times = await scene.clients.come(seconds);
  const workerMs = (cpuOf(scene.worker) - used) / times.length;
  if (trouble) await scene.gateways.ask({ ...trouble, health: 'well' });
  await forget(scene.world);
  return { times, workerMs };
}

function record(bench: Bench, pairs: readonly Pair[][], rates: Record<string, number>): void {
  const outcomes = TROUBLES.map(({ outside, health }, index) => {
    const turns = pairs[index] ?? [];
    const all = (of: keyof Pair): number[] => turns.flatMap((pair) => pair[of].times);
    const ratio = (share: number): number => quantile(all('trouble'), share) / quantile(all('well'), share);
    const each = turns.map((pair) => quantile(pair.trouble.times, 0.5) / quantile(pair.well.times, 0.5));
    const times = (of: keyof Pair): string =>
      `${round(quantile(all(of), 0.5))} ms (p95 ${round(quantile(all(of), 0.95))}; worker ` +
      `${round(median(turns.map((pair) => pair[of].workerMs)))} ms CPU)`;
    const outcome = { name: `${outside} ${health}`, ratio: ratio(0.5), p95: ratio(0.95), each };
    bench.say(
      `  ${outcome.name.padEnd(11)} ${times('trouble').padEnd(42)} ÷ well ${times('well').padEnd(42)}` +
        ` = ${round(outcome.ratio)} (${spread(each)}), p95 ${round(outcome.p95)}`,
    );
    return outcome;
  });
  for (const [name, rate] of Object.entries(rates))
    bench.say(`  ${name} ${rate}, one worker, from a backlog`);
  const [worst] = outcomes.sort((a, b) => b.ratio - a.ratio);
  bench.record('P10', worst?.ratio ?? NaN, {
    worst: worst?.name ?? '',
    spread: spread(worst?.each ?? []),
    worst_of_p95: round(Math.max(...outcomes.map(({ p95 }) => p95))),
    bookings_per_second: PER_SECOND,
    ...rates,
  });
}

async function setTheScene(bench: Bench): Promise<Scene> {
  const world = await bench.worlds.world();
  await world.db.query(`UPDATE organization SET quiet_hours = NULL`);
  const helper = Helper.start(bench, 'gateways.ts');
  const ports = await helper.ask<GatewayPorts>({ redisUrl: bench.options.redisUrl });
  const port = await freePort();
  const redisUrl = `redis://127.0.0.1:${ports.redis}`;
  const env = { ...productEnvironment(world.url, redisUrl, port), ...gatewayEnvironment(ports) };
  const [api, worker] = [MAIN, WORKER].map((main) => {
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    stopLater(bench, child);
    return child;
  });
  if (api) await untilReady(port, api);
  const token = await seedToken(world.db, world.organizationId, `http://127.0.0.1:${port}`, 'admin');
  const clients = await bookers(bench, world, { port, token });
  return { world, gateways: helper, clients, worker: worker?.pid ?? 0 };
}

async function bookers(bench: Bench, world: World, api: { port: number; token: string }): Promise<Clients> {
  const { seconds, rounds } = bench.options;
  const turns = 2 * TROUBLES.length * rounds + 2;
  const seed = new Seed(world.db, world.organizationId);
  const providers = await seed.providers(PROVIDERS);
  const patients = await seed.patients(Math.ceil(turns * (seconds * SHARE_OF_TURN * PER_SECOND + 1)));
  const body = (n: number): object => ({
    provider_id: providers[n % PROVIDERS],
    patient_id: patients[n],
    start_time: startOfSlot(Math.floor(n / PROVIDERS)).toISOString(),
    duration_minutes: 30,
  });
  return new Clients({ ...api, perSecond: PER_SECOND, path: '/api/v1/appointments', body });
}

function gatewayEnvironment(ports: GatewayPorts): Record<string, string> {
  return {
    SMTP_URL: `smtp://127.0.0.1:${ports.mail}`,
    SMS_GATEWAY: 'twilio',
    TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000000',
    TWILIO_AUTH_TOKEN: 'only used by benches',
    TWILIO_FROM: '+15005550006',
    TWILIO_BASE_URL: `http://127.0.0.1:${ports.sms}`,
    SMS_PER_SECOND: '0',
  };
}

/** What waits is taken away, so that no turn pays for the one before it: sending it all would take minutes. */
async function forget({ db }: World): Promise<void> {
  await db.query(`UPDATE event SET relayed_at = now() WHERE relayed_at IS NULL`);
  await pause(SETTLING_MS);
  await db.query(
    `UPDATE notification SET status = 'skipped', skip_reason = 'superseded', claimed_until = NULL
     WHERE status = 'queued'`,
  );
}

/** How many messages a second one worker hands to each gateway: all of the run's are sent once more. */
async function throughput({ world }: Scene): Promise<Record<string, number>> {
  const rates: Record<string, number> = {};
  for (const channel of ['email', 'sms']) {
    await world.db.query(
      `UPDATE notification SET status = 'queued', skip_reason = NULL, sent_at = NULL, attempts = 0, next_attempt_at = now()
       WHERE channel = $1`,
      [channel],
    );
    const started = performance.now();
    await pause(THROUGHPUT_SECONDS * 1_000);
    const { rows } = await world.db.query<{ sent: number }>(
      `SELECT count(*)::int AS sent FROM notification WHERE channel = $1 AND status = 'sent'`,
      [channel],
    );
    rates[`${channel}_per_second`] = Math.round(
      (rows[0]?.sent ?? 0) / ((performance.now() - started) / 1_000),
    );
    await forget(world);
  }
  return rates;
}
