/**
 * P4: what a search costs the API, everything on (HTTP, JWT, validation, one query, slots, seals, JSON). Build first, set
 * BENCH_POSTGRES_URL to a server's `postgres` database, then `node bench/run.mjs availability-api`.
 *
 * CPU is the API process's own, from the operating system, so what else runs on the machine hardly matters to it.
 * BENCH_APPOINTMENTS more appointments of other providers (0) show how it grows (P6).
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { Client } from 'pg';
import { type ApiProcess, startApi } from '../test/support/api-process.js';
import { Seed } from '../test/support/seed.js';
import { seedToken } from '../test/support/sign-in.js';
import { createDatabase } from '../test/support/test-database.js';

const REQUESTS = Number(process.env['BENCH_REQUESTS'] ?? 400);
const OTHERS = Number(process.env['BENCH_APPOINTMENTS'] ?? 0);
const DAYS = 30;
const BUSY = 200;
const PROVIDERS = 50;
const DAY = 86_400_000;
/** The Monday after next: within the horizon, whole days only. */
const FIRST = Math.floor(Date.now() / DAY) * DAY + ((11 - new Date().getUTCDay()) % 7) * DAY + 4 * DAY;
const dateOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
const RANGE = `date_from=${dateOf(FIRST)}&date_to=${dateOf(FIRST + (DAYS - 1) * DAY)}`;

/** Every provider: two spans of hours on weekdays, one on Saturdays, and 200 visits of 20 minutes in 30 days. */
async function fill(db: Client, seed: Seed): Promise<string[]> {
  const facility = await seed.facility(null, 'Africa/Nairobi');
  const providers = await seed.providers(PROVIDERS);
  const patients = await seed.patients(BUSY);
  await db.query(
    `INSERT INTO working_hours (id, organization_id, provider_id, facility_id, weekday, start_clock, end_clock)
     SELECT gen_random_uuid(), $1, p, $2, day, clock[1], clock[2]
     FROM unnest($3::uuid[]) p, generate_series(1, 6) day,
          (VALUES (ARRAY['08:00', '12:30']), (ARRAY['13:00', '18:00'])) span (clock)
     WHERE day < 6 OR clock[1] = '08:00'`,
    [seed.organizationId, facility, providers],
  );
  await db.query(
    `INSERT INTO provider_facility (organization_id, provider_id, facility_id) SELECT $1, unnest($3::uuid[]), $2`,
    [seed.organizationId, facility, providers],
  );
  await book(db, seed.organizationId, providers, patients, new Date(FIRST + 5 * 3_600_000), BUSY);
  if (OTHERS > 0) await fillOthers(db, seed);
  await db.query('VACUUM ANALYZE');
  return providers;
}

/** `count` visits of each provider, 70 minutes apart, for a patient of its own each time. */
async function book(
  db: Client,
  organization: string,
  providers: readonly string[],
  patients: readonly string[],
  from: Date,
  count: number,
): Promise<void> {
  for (const [n, provider] of providers.entries())
    await db.query(
      `INSERT INTO appointment (id, organization_id, appointment_number, patient_id, provider_id, start_time, end_time)
       SELECT gen_random_uuid(), $1, 'B-' || $2 || '-' || i, ($3::uuid[])[1 + (i + $6) % cardinality($3::uuid[])], $4,
              $5::timestamptz + make_interval(mins => 200 * i + 20 * ($6 % 10)),
              $5::timestamptz + make_interval(mins => 200 * i + 20 * ($6 % 10) + 20)
       FROM generate_series(0, $7::int - 1) i
       ON CONFLICT DO NOTHING`,
      [organization, provider, patients, provider, from, n, count],
    );
}

async function fillOthers(db: Client, seed: Seed): Promise<void> {
  const each = 10_000;
  for (let made = 0; made < OTHERS; made += each) {
    const [provider = ''] = await seed.providers(1);
    const [patient = ''] = await seed.patients(1);
    await book(db, seed.organizationId, [provider], [patient], new Date(FIRST - 1_000 * DAY), each);
  }
}

function get(agent: Agent, url: string, token: string): Promise<{ bytes: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => (body += part));
      response.on('end', () =>
        response.statusCode === 200
          ? resolve({ bytes: Buffer.byteLength(body), body })
          : reject(new Error(body)),
      );
    });
    call.on('error', reject).end();
  });
}

/** CPU milliseconds that a process has used, from the operating system. */
function cpuOf(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function measure(api: ApiProcess, token: string, name: string, path: string): Promise<object> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const url = `${api.url}/api/v1/appointments/${path}`;
  for (let n = 0; n < REQUESTS / 4; n++) await get(agent, url, token);
  const before = cpuOf(api.child.pid);
  const times: number[] = [];
  let answer = { bytes: 0, body: '' };
  for (let n = 0; n < REQUESTS; n++) {
    const started = performance.now();
    answer = await get(agent, url, token);
    times.push(performance.now() - started);
  }
  const cpu = (cpuOf(api.child.pid) - before) / REQUESTS;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number): string => times[Math.floor((times.length - 1) * share)]!.toFixed(2);
  const { count, results } = JSON.parse(answer.body) as { count?: number; results?: unknown[] };
  return {
    case: name,
    slots: `${results?.length ?? '–'} of ${count ?? '–'}`,
    kB: Math.round(answer.bytes / 1_000),
    'API CPU ms': cpu.toFixed(2),
    'median ms': at(0.5),
    'p95 ms': at(0.95),
  };
}

process.env['TEST_POSTGRES_URL'] ??= process.env['BENCH_POSTGRES_URL'];
const database = await createDatabase();
const db = new Client({ connectionString: database.url });
await db.connect();
const seed = await new Seed(db).organization('default');
const providers = await fill(db, seed);
const api = await startApi({
  DATABASE_URL: database.url,
  JWT_SECRET: 'a secret that is only used by benches',
  LOG_LEVEL: 'error',
  NODE_ENV: 'production',
  ...(process.env['BENCH_PROFILE'] && { NODE_OPTIONS: '--cpu-prof --cpu-prof-dir=/tmp' }),
});
const token = await seedToken(db, seed.organizationId, api.url, 'staff');
const [one] = providers;
const asked = 'availability?' + RANGE;
const rows: object[] = [];
// What comes first would else be measured while the process is still being compiled.
for (let n = 0; n < 3; n++) await measure(api, token, 'warming up', `${asked}&provider_id=${one}`);
for (const [name, path] of [
  ['1 provider, 30 days, 200 busy', `${asked}&provider_id=${one}`],
  ['… a page of 25', `${asked}&provider_id=${one}&limit=25`],
  ['… all at once', `${asked}&provider_id=${one}&limit=500`],
  ['… the first free slot', `${asked}&provider_id=${one}&first_only=true`],
  ['50 providers, 30 days, 200 busy each', asked],
  ['… the first free slot of each', `${asked}&first_only=true`],
  [
    'explain',
    `availability/explain?provider_id=${one}&start_time=${new Date(FIRST + 7 * 3_600_000).toISOString()}`,
  ],
] as const)
  rows.push(await measure(api, token, name, path));
console.log(`P4 availability, one connection, ${REQUESTS} requests a case, ${OTHERS} other appointments`);
console.table(rows);
await api.stop();
await db.end();
await database.drop();
