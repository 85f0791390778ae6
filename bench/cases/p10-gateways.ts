import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { Seed } from '../../test/support/seed.js';
import { seedToken } from '../../test/support/sign-in.js';
import { freePort } from '../../test/support/api-process.js';
import type { Bench } from '../frame/bench.js';
import { Connection, requestOf } from '../frame/connection.js';
import { type GatewayPorts, type Health, type Outside, OUTSIDE } from '../frame/gateways.js';
import { median, quantile, round, spread } from '../frame/numbers.js';
import { Helper, MAIN, productEnvironment, stopLater, untilReady } from '../frame/service.js';
import { startOfSlot } from '../frame/slots.js';
import type { World } from '../frame/worlds.js';

const WORKER = resolve('dist/src/worker.js');
/** A busy region's bookings, and not as many as go: what is asked is whether anything waits for a gateway. */
const CONNECTIONS = 4;
const PAUSE_MS = 100;
const PER_SECOND = CONNECTIONS * (1_000 / PAUSE_MS);
/** Below what one provider may hear of in an hour. */
const PROVIDERS = 100;
const MESSAGES = 2_000;
const DRAIN_PATIENCE_MS = 60_000;

interface Trouble {
  outside: Outside;
  health: Health;
}

const TROUBLES: readonly Trouble[] = OUTSIDE.flatMap((outside) =>
  (['slow', 'gone'] as const).map((health) => ({ outside, health })),
);

/** A turn in trouble and its neighbour, with everything well: the milliseconds of each booking. */
interface Pair {
  trouble: number[];
  well: number[];
}

interface Scene {
  world: World;
  gateways: Helper;
  port: number;
  token: string;
  providers: string[];
  patients: string[];
  booked: number;
}

/**
 * How long a booking takes while a gateway or Redis is slow (5 s an answer) or gone, next to all of them well. Each
 * turn in trouble has a neighbour without, before or after it in turns, so that the machine's moods meet both.
 */
export async function gateways(bench: Bench): Promise<void> {
  const scene = await setTheScene(bench);
  const { rounds, seconds } = bench.options;
  await turn(scene, null, seconds);
  const pairs = TROUBLES.map((): Pair[] => []);
  for (let n = 0; n < rounds; n++)
    for (const [index, trouble] of TROUBLES.entries()) {
      const order = (n + index) % 2 === 0 ? [null, trouble] : [trouble, null];
      const [one, other] = [await turn(scene, order[0], seconds), await turn(scene, order[1], seconds)];
      pairs[index]?.push(order[0] === null ? { well: one, trouble: other } : { well: other, trouble: one });
    }
  record(bench, pairs, await throughput(scene));
}

async function turn(scene: Scene, trouble: Trouble | null | undefined, seconds: number): Promise<number[]> {
  if (trouble) await scene.gateways.ask({ ...trouble });
  const times = await bookFor(scene, seconds);
  if (trouble) await scene.gateways.ask({ ...trouble, health: 'well' });
  await drained(scene.world);
  return times;
}

function record(bench: Bench, pairs: readonly Pair[][], rates: Record<string, number>): void {
  const p50 = (times: readonly number[]): number => quantile(times, 0.5);
  const outcomes = TROUBLES.map(({ outside, health }, index) => {
    const turns = pairs[index] ?? [];
    const each = turns.map(({ trouble, well }) => p50(trouble) / p50(well));
    const times = (of: keyof Pair): string =>
      `${round(median(turns.map((pair) => p50(pair[of]))))} ms (p99 ${round(
        quantile(
          turns.flatMap((pair) => pair[of]),
          0.99,
        ),
      )})`;
    bench.say(
      `  ${`${outside} ${health}`.padEnd(12)} ${times('trouble').padEnd(24)} ÷ well ${times('well').padEnd(24)} = ${round(median(each))} (${spread(each)})`,
    );
    return { name: `${outside} ${health}`, ratio: median(each), spread: spread(each) };
  });
  for (const [name, rate] of Object.entries(rates))
    bench.say(`  ${name} ${rate}, one worker, from a backlog`);
  const [worst] = outcomes.sort((a, b) => b.ratio - a.ratio);
  bench.record('P10', worst?.ratio ?? NaN, {
    worst: worst?.name ?? '',
    spread: worst?.spread ?? '',
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
  for (const main of [MAIN, WORKER]) {
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    stopLater(bench, child);
    if (main === MAIN) await untilReady(port, child);
  }
  const token = await seedToken(world.db, world.organizationId, `http://127.0.0.1:${port}`, 'admin');
  const seed = new Seed(world.db, world.organizationId);
  const count = Math.ceil(
    (2 * TROUBLES.length * bench.options.rounds + 1) * bench.options.seconds * PER_SECOND,
  );
  const [providers, patients] = [await seed.providers(PROVIDERS), await seed.patients(count)];
  return { world, gateways: helper, port, token, providers, patients, booked: 0 };
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

/** Books for that long; the milliseconds of each booking. */
async function bookFor(scene: Scene, seconds: number): Promise<number[]> {
  const { port, token, providers, patients } = scene;
  const times: number[] = [];
  const end = performance.now() + seconds * 1_000;
  const client = async (): Promise<void> => {
    const connection = await Connection.open(port);
    while (performance.now() < end) {
      const n = scene.booked++;
      const visit = {
        provider_id: providers[n % PROVIDERS],
        patient_id: patients[n],
        start_time: startOfSlot(Math.floor(n / PROVIDERS)).toISOString(),
        duration_minutes: 30,
      };
      const before = performance.now();
      const { status, body } = await connection.send(requestOf('POST', '/api/v1/appointments', token, visit));
      times.push(performance.now() - before);
      if (status !== 201) throw new Error(`answered ${status} ${body.toString()}`);
      await pause(PAUSE_MS);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  return times;
}

/** So that no turn pays for the one before it. */
async function drained({ db }: World): Promise<void> {
  const deadline = performance.now() + DRAIN_PATIENCE_MS;
  for (;;) {
    const { rows } = await db.query<{ waiting: number }>(
      `SELECT (SELECT count(*) FROM notification WHERE status = 'queued')::int
            + (SELECT count(*) FROM event WHERE relayed_at IS NULL)::int AS waiting`,
    );
    if (rows[0]?.waiting === 0) return;
    if (performance.now() > deadline) throw new Error(`${rows[0]?.waiting} messages were not sent`);
    await db.query(
      `UPDATE notification SET next_attempt_at = now() WHERE status = 'queued' AND next_attempt_at > now()`,
    );
    await pause(200);
  }
}

/** How many messages a second one worker hands to each gateway, from a backlog. */
async function throughput({ world: { db } }: Scene): Promise<Record<string, number>> {
  const rates: Record<string, number> = {};
  for (const channel of ['email', 'sms']) {
    await db.query(
      `INSERT INTO notification (id, organization_id, event_id, appointment_id, event, recipient, recipient_id, channel)
       SELECT gen_random_uuid(), organization_id, event_id, appointment_id, 'created', 'patient', gen_random_uuid(), $1
       FROM notification, generate_series(1, $2) WHERE status = 'sent' AND recipient = 'patient' AND channel = $1
       LIMIT $2`,
      [channel, MESSAGES],
    );
    const started = performance.now();
    await drained({ db } as World);
    rates[`${channel}_per_second`] = Math.round(MESSAGES / ((performance.now() - started) / 1_000));
  }
  return rates;
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
