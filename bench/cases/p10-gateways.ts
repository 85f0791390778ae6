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
/** Below what one provider may hear of in an hour. */
const PROVIDERS = 100;
const MESSAGES = 2_000;
const DRAIN_PATIENCE_MS = 60_000;

type Surrounding = { outside: Outside; health: Health } | null;
const SURROUNDINGS: readonly Surrounding[] = [
  null,
  ...OUTSIDE.flatMap((outside) =>
    (['slow', 'gone'] as const).map((health): Surrounding => ({ outside, health })),
  ),
];

interface Scene {
  world: World;
  gateways: Helper;
  port: number;
  token: string;
  providers: string[];
  patients: string[];
}

/** How long a booking takes while a gateway or Redis is slow (5 s an answer) or gone, next to all of them well. */
export async function gateways(bench: Bench): Promise<void> {
  const scene = await setTheScene(bench);
  const { rounds, seconds } = bench.options;
  let booked = 0;
  const turn = async (surrounding: Surrounding, turnSeconds: number): Promise<number[]> => {
    if (surrounding) await scene.gateways.ask({ ...surrounding });
    const times = await bookFor(scene, turnSeconds, () => booked++);
    if (surrounding) await scene.gateways.ask({ ...surrounding, health: 'well' });
    await drained(scene.world);
    return times;
  };
  await turn(null, 2);
  const times = SURROUNDINGS.map((): number[][] => []);
  for (let n = 0; n < rounds; n++) {
    const order = [...SURROUNDINGS.keys()];
    if (n % 2 === 1) order.reverse();
    for (const index of order) times[index]?.push(await turn(SURROUNDINGS[index] ?? null, seconds));
  }
  const rates = await throughput(scene);
  record(bench, times, rates);
}

function record(bench: Bench, times: readonly number[][][], rates: Record<string, number>): void {
  const [well = []] = times;
  const p50 = (of: readonly number[] | undefined): number => quantile(of ?? [], 0.5);
  let worst = { name: '', ratio: 0, spread: '' };
  for (const [index, surrounding] of SURROUNDINGS.entries()) {
    const name = surrounding ? `${surrounding.outside} ${surrounding.health}` : 'all well';
    const turns = times[index] ?? [];
    const each = turns.map((of, n) => p50(of) / p50(well[n]));
    const p99 = quantile(turns.flat(), 0.99);
    bench.say(
      `  ${name.padEnd(12)} p50 ${round(median(turns.map(p50)))} ms, p99 ${round(p99)} ms, ÷ well ${round(median(each))} (${spread(each)})`,
    );
    if (surrounding && median(each) > worst.ratio)
      worst = { name, ratio: median(each), spread: spread(each) };
  }
  for (const [name, rate] of Object.entries(rates)) bench.say(`  ${name.padEnd(28)} ${rate}/s, one worker`);
  bench.record('P10', worst.ratio, { worst: worst.name, spread: worst.spread, ...rates });
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
  const count = Math.ceil((bench.options.rounds + 1) * SURROUNDINGS.length * bench.options.seconds * 50);
  const [providers, patients] = [await seed.providers(PROVIDERS), await seed.patients(count)];
  return { world, gateways: helper, port, token, providers, patients };
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
async function bookFor(scene: Scene, seconds: number, next: () => number): Promise<number[]> {
  const { port, token, providers, patients } = scene;
  const times: number[] = [];
  const end = performance.now() + seconds * 1_000;
  const client = async (): Promise<void> => {
    const connection = await Connection.open(port);
    while (performance.now() < end) {
      const n = next();
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
