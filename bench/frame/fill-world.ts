import type { Client } from 'pg';
import { Seed } from '../../test/support/seed.js';

/** Who bookings are made for: one lane a connection, so that nobody ever wants a time that is taken. */
export interface Lane {
  provider_id: string;
  patient_id: string;
  facility_id: string;
}

/** Whom the cases ask about. */
export interface People {
  organizationId: string;
  lanes: Lane[];
  /** Has 10,000 appointments. */
  busiest: string;
  /** Have hours, and 200 appointments each in the 30 days that begin at `FIRST_DAY`. */
  asked: string[];
}

const DAY = 86_400_000;
/** The Monday after next: within every horizon, whole days only. */
export const FIRST_DAY = mondayAfter(Date.now() + 7 * DAY);

const LANES = 48;
const ASKED = 10;
const BUSY = 200;
const BUSIEST = 10_000;
const OF_ONE_OTHER = 1_000;

/** A clinic with that many appointments (12,000 at least), half of them past. By SQL, and true to the product's triggers. */
export async function fillWorld(db: Client, appointments: number): Promise<People> {
  const seed = await new Seed(db).organization('default');
  const lanes = await makeLanes(seed);
  const asked = await seed.providers(ASKED);
  await giveHours(db, seed, asked);
  for (const provider of asked)
    await book(db, seed, [provider], { count: BUSY, from: FIRST_DAY + 5 * 3_600_000, everyMinutes: 200 });
  const [busiest = ''] = await seed.providers(1);
  await book(db, seed, [busiest], { count: BUSIEST, from: half(BUSIEST, 40), everyMinutes: 40 });
  const others = Math.max(0, Math.round((appointments - BUSIEST - ASKED * BUSY) / OF_ONE_OTHER));
  await bookInBulk(db, seed, await seed.providers(others));
  await db.query('VACUUM ANALYZE');
  return { organizationId: seed.organizationId, lanes, busiest, asked };
}

function mondayAfter(instant: number): number {
  const day = Math.ceil(instant / DAY);
  return (day + ((11 - (day % 7)) % 7)) * DAY;
}

/** Where a row of `count` appointments begins that has half of them behind it today. */
function half(count: number, everyMinutes: number): number {
  return Math.floor(Date.now() / DAY) * DAY - (count / 2) * everyMinutes * 60_000;
}

async function makeLanes(seed: Seed): Promise<Lane[]> {
  const [providers, patients] = [await seed.providers(LANES), await seed.patients(LANES)];
  const lanes: Lane[] = [];
  for (const [index, provider_id] of providers.entries())
    lanes.push({ provider_id, patient_id: patients[index] ?? '', facility_id: await seed.facility(1) });
  return lanes;
}

/** Two spans on weekdays, one on Saturdays. */
async function giveHours(db: Client, seed: Seed, providers: readonly string[]): Promise<void> {
  const ids = [seed.organizationId, await seed.facility(null, 'Africa/Nairobi'), providers];
  await db.query(
    `INSERT INTO working_hours (id, organization_id, provider_id, facility_id, weekday, start_clock, end_clock)
     SELECT gen_random_uuid(), $1, p, $2, day, clock[1], clock[2]
     FROM unnest($3::uuid[]) p, generate_series(1, 6) day,
          (VALUES (ARRAY['08:00', '12:30']), (ARRAY['13:00', '18:00'])) span (clock)
     WHERE day < 6 OR clock[1] = '08:00'`,
    ids,
  );
  await db.query(
    `INSERT INTO provider_facility (organization_id, provider_id, facility_id) SELECT $1, unnest($3::uuid[]), $2`,
    ids,
  );
}

interface Row {
  count: number;
  from: number;
  everyMinutes: number;
}

/** `count` visits of 20 minutes of each provider, in turn with 20 patients of the provider's own. */
async function book(db: Client, seed: Seed, providers: readonly string[], row: Row): Promise<void> {
  const patients = await seed.patients(20 * providers.length);
  await db.query(
    `INSERT INTO appointment (id, organization_id, appointment_number, patient_id, provider_id, status, start_time, end_time,
                              completed_at)
     SELECT gen_random_uuid(), $1, 'B-' || left(md5(provider.id::text), 12) || '-' || i,
            ($3::uuid[])[1 + (provider.n::int - 1) * 20 + i % 20], provider.id,
            CASE WHEN start < now() THEN 'completed' ELSE 'scheduled' END, start, start + interval '20 minutes',
            CASE WHEN start < now() THEN start END
     FROM unnest($2::uuid[]) WITH ORDINALITY AS provider (id, n), generate_series(0, $4::int - 1) i,
          LATERAL (SELECT $5::timestamptz + make_interval(mins => i * $6::int) AS start) at`,
    [seed.organizationId, providers, patients, row.count, new Date(row.from), row.everyMinutes],
  );
}

/**
 * As `book`, a thousand visits each, with the triggers off: what they would write, occupancy and event, is written a
 * hundred thousand rows at a time. The constraints stay on.
 */
async function bookInBulk(db: Client, seed: Seed, providers: readonly string[]): Promise<void> {
  await db.query(`SET session_replication_role = replica`);
  for (let first = 0; first < providers.length; first += 100) {
    const some = providers.slice(first, first + 100);
    await book(db, seed, some, { count: OF_ONE_OTHER, from: half(OF_ONE_OTHER, 30), everyMinutes: 30 });
    await db.query(
      `INSERT INTO occupancy (organization_id, resource_kind, resource_id, during, appointment_id)
       SELECT a.organization_id, kind, resource, tstzrange(start_time, end_time), id
       FROM appointment a, LATERAL (VALUES ('provider', provider_id), ('patient', patient_id)) AS held (kind, resource)
       WHERE provider_id = ANY ($1::uuid[]) AND status_blocks_time(status)`,
      [some],
    );
    await db.query(
      `INSERT INTO event (id, organization_id, type, subject_type, subject_id, details, after, occurred_at, relayed_at)
       SELECT gen_random_uuid(), organization_id, 'appointment.created', 'appointment', id, '{}', to_jsonb(a), created_at, now()
       FROM appointment a WHERE provider_id = ANY ($1::uuid[])`,
      [some],
    );
  }
  await db.query(`SET session_replication_role = origin`);
}
