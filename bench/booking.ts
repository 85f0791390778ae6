/**
 * P1: `POST /appointments` at 16 connections, distinct times, everything on (token, validation, rules, three
 * resources, event), next to the very same statements through `pg` alone. `npm run jest` servers are not needed:
 * set BENCH_POSTGRES_URL to a server's `postgres` database, and build first. `node bench/run.mjs booking`.
 *
 * API and limit take turns, so that what else runs on the machine slows both alike. Compare the ratio.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import { BookingRepository } from '../src/appointments/booking.repository.js';
import { SessionRepository } from '../src/identity/session.repository.js';
import type { Actor } from '../src/platform/security/actor.js';
import { type ApiProcess, startApi } from '../test/support/api-process.js';
import { Seed } from '../test/support/seed.js';
import { seedToken } from '../test/support/sign-in.js';
import { createDatabase } from '../test/support/test-database.js';

const CONNECTIONS = 16;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const PEOPLE = 200;
const SLOT_MS = 30 * 60_000;
const FIRST_SLOT = Date.UTC(2031, 0, 1);

interface World {
  organizationId: string;
  providers: string[];
  patients: string[];
  facilities: string[];
}

/** Every booking a time of its own: provider, patient and facility are never wanted twice at once. */
function wanted(
  world: World,
  n: number,
): { provider: string; patient: string; facility: string; start: Date } {
  const lane = n % PEOPLE;
  const start = new Date(FIRST_SLOT + Math.floor(n / PEOPLE) * SLOT_MS);
  const pick = (ids: readonly string[]): string => ids[lane % ids.length] ?? '';
  return {
    provider: pick(world.providers),
    patient: pick(world.patients),
    facility: pick(world.facilities),
    start,
  };
}

let next = 0;

/** Runs `work` on every connection for the given time; returns how often it was done a second. */
async function perSecond(connections: readonly (() => Promise<void>)[]): Promise<number> {
  const end = performance.now() + SECONDS * 1_000;
  let done = 0;
  const started = performance.now();
  await Promise.all(
    connections.map(async (work) => {
      while (performance.now() < end) {
        await work();
        done++;
      }
    }),
  );
  return done / ((performance.now() - started) / 1_000);
}

function apiConnection(api: ApiProcess, token: string, world: World): () => Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return () => {
    const { provider, patient, facility, start } = wanted(world, next++);
    const ids = { provider_id: provider, patient_id: patient, facility_id: facility };
    const body = JSON.stringify({
      ...ids,
      start_time: start.toISOString(),
      duration_minutes: 30,
      reason: 'Checkup',
    });
    return post(agent, `${api.url}/api/v1/appointments`, token, body);
  };
}

function post(agent: Agent, url: string, token: string, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode !== 201) reject(new Error(`answered ${response.statusCode}`));
      response.resume().on('end', resolve);
    });
    call.on('error', reject).end(body);
  });
}

/** The statements of a booking, as the API sends them, prepared once a connection. */
function limitConnection(client: Client, actor: Actor, world: World): () => Promise<void> {
  // Prepared statements go past TypeORM to the connection; this is all of it that they ask for.
  const tx = { dataSource: { driver: { master: client } } } as unknown as EntityManager;
  const [bookings, sessions] = [new BookingRepository(), new SessionRepository()];
  return async () => {
    const { provider, patient, facility, start } = wanted(world, next++);
    const ids = { provider_id: provider, patient_id: patient, facility_id: facility };
    await sessions.findActor(tx, actor.session_id);
    const wantedIds = { organization_id: world.organizationId, ...ids, patient_uhid: null, topic_ids: [] };
    await bookings.load(tx, wantedIds, start.getTime());
    const end_time = new Date(start.getTime() + SLOT_MS);
    await bookings.write(tx, actor, { ...ids, ...PLAIN, start_time: start, end_time }, []);
  };
}

const PLAIN = {
  buffer_before_minutes: 0,
  buffer_after_minutes: 0,
  appointment_type: 'consultation',
  service_type: null,
  specialty: null,
  modality: 'in_person',
  video_url: null,
  reason: 'Checkup',
  patient_instruction: null,
  priority: 5,
  payment_mode: 'none',
  notes: null,
  hold_expires_at: null,
} as const;

/** CPU seconds that a process has used, from the operating system; null where it does not say. */
function cpuSeconds(pid: number | undefined): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}

async function makeWorld(seed: Seed): Promise<World> {
  const facilities: string[] = [];
  for (let n = 0; n < PEOPLE; n++) facilities.push(await seed.facility(1));
  const [providers, patients] = [await seed.providers(PEOPLE), await seed.patients(PEOPLE)];
  return { organizationId: seed.organizationId, providers, patients, facilities };
}

process.env['TEST_POSTGRES_URL'] ??= process.env['BENCH_POSTGRES_URL'];
const database = await createDatabase();
const db = new Client({ connectionString: database.url });
await db.connect();
const world = await makeWorld(await new Seed(db).organization('default'));
const api = await startApi({
  DATABASE_URL: database.url,
  JWT_SECRET: 'a secret that is only used by benches',
  LOG_LEVEL: 'error',
  NODE_ENV: 'production',
});
const token = await seedToken(db, world.organizationId, api.url, 'admin');
const session = await db.query<Actor>(
  `SELECT s.id AS session_id, s.user_id, s.organization_id, 'admin' AS role, NULL AS patient_id, NULL AS provider_id FROM session s`,
);
const actor = session.rows[0];
if (!actor) throw new Error('nobody is signed in');
const clients = await Promise.all(
  Array.from({ length: CONNECTIONS }, async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    return client;
  }),
);
const overHttp = Array.from({ length: CONNECTIONS }, () => apiConnection(api, token, world));
const direct = clients.map((client) => limitConnection(client, actor, world));
await perSecond(overHttp);

console.log(`P1 booking, ${CONNECTIONS} connections, ${SECONDS} s a turn\n`);
console.log('round   API/s   statements/s   ratio   API CPU ms/booking');
const ratios: number[] = [];
for (let round = 1; round <= ROUNDS; round++) {
  const before = cpuSeconds(api.child.pid);
  const reached = await perSecond(overHttp);
  const used = (cpuSeconds(api.child.pid) ?? NaN) - (before ?? NaN);
  const limit = await perSecond(direct);
  ratios.push(reached / limit);
  const cpu = ((used * 1_000) / (reached * SECONDS)).toFixed(2);
  console.log(
    `${round}       ${reached.toFixed(0).padEnd(7)} ${limit.toFixed(0).padEnd(14)} ${(reached / limit).toFixed(2).padEnd(7)} ${cpu}`,
  );
}
console.log(`\nmedian ratio ${ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)]?.toFixed(2)}`);
await Promise.all(clients.map((client) => client.end()));
await api.stop();
await db.end();
await database.drop();
