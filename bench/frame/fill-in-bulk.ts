import type { Client } from 'pg';
import type { Seed } from '../../test/support/seed.js';

/** A row of visits: `count` of each provider, of 20 minutes, in turn with 20 patients of the provider's own. */
export interface Row {
  providers: readonly string[];
  count: number;
  /** Epoch milliseconds of each provider's first one. */
  from: number;
  everyMinutes: number;
}

const PATIENTS_OF_ONE = 20;

/**
 * Writes what the product would have written of these visits by now: appointments, occupancy and events, with ids that
 * grow with time, in the order in which people booked, everybody's among everybody else's. Triggers and foreign keys
 * are off, for they take a row at a time; unique and exclusion constraints stay on. Nobody was told of any.
 */
export async function fillInBulk(db: Client, seed: Seed, visits: readonly Row[]): Promise<void> {
  const clerk = await makeClerk(db, seed);
  await db.query(
    `SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'`,
  );
  await db.query(TIMED_ID);
  await withoutIndexes(db, ['appointment', 'event'], async () => {
    for (const row of visits) await book(db, seed, clerk, row);
    await db.query(`CLUSTER appointment USING appointment_pkey`);
    await db.query(OCCUPY);
    await db.query(LOG);
  });
  await db.query(`RESET session_replication_role; RESET synchronous_commit; RESET maintenance_work_mem`);
  await db.query('VACUUM ANALYZE');
  // Gigabytes on their way to the disk would make the first turns wait.
  await db.query('CHECKPOINT');
}

/** A UUIDv7 of that time. */
const TIMED_ID = `
  CREATE FUNCTION pg_temp.timed_id(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT encode(set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
              PLACING substring(int8send((extract(epoch FROM at) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
      52, 1), 53, 1), 'hex')::uuid
  $$`;

const OCCUPY = `
  INSERT INTO occupancy (organization_id, resource_kind, resource_id, during, appointment_id)
  SELECT organization_id, kind, resource, tstzrange(start_time, end_time), id
  FROM appointment, LATERAL (VALUES ('provider', provider_id), ('patient', patient_id)) AS held (kind, resource)
  WHERE status_blocks_time(status)`;

const LOG = `
  INSERT INTO event (id, organization_id, type, subject_type, subject_id, actor_id, actor_role, after, occurred_at, relayed_at)
  SELECT pg_temp.timed_id(created_at), organization_id, 'appointment.created', 'appointment', id, created_by, 'staff',
         to_jsonb(a), created_at, created_at
  FROM appointment a`;

/** Who took all those calls. */
async function makeClerk(db: Client, seed: Seed): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO user_account (id, organization_id, role, email, first_name, last_name, password_hash, is_active)
     VALUES (gen_random_uuid(), $1, 'staff', 'clerk@example.org', 'Grace', 'Wanjiru', '-', true) RETURNING id`,
    [seed.organizationId],
  );
  return rows[0]?.id ?? '';
}

/** Booked within the 30 days before the visit, or before today where that is to come. */
async function book(db: Client, seed: Seed, clerk: string, row: Row): Promise<void> {
  const patients = await seed.patients(PATIENTS_OF_ONE * row.providers.length);
  await db.query(
    `INSERT INTO appointment (id, organization_id, appointment_number, patient_id, provider_id, status, start_time, end_time,
                              completed_at, created_by, created_at, updated_at)
     SELECT pg_temp.timed_id(made), $1, next_appointment_number($1), patient.id, provider.id,
            CASE WHEN start < now() THEN 'completed' ELSE 'scheduled' END, start, start + interval '20 minutes',
            CASE WHEN start < now() THEN start END, $7, made, made
     FROM generate_series(0, $4::int - 1) i,
          unnest($2::uuid[]) WITH ORDINALITY AS provider (id, n),
          unnest($3::uuid[]) WITH ORDINALITY AS patient (id, n),
          LATERAL (SELECT $5::timestamptz + make_interval(mins => i * $6::int) AS start) at,
          LATERAL (SELECT least(start, now()) - random() * interval '30 days' AS made) before
     WHERE patient.n = (provider.n - 1) * ${PATIENTS_OF_ONE} + 1 + i % ${PATIENTS_OF_ONE}`,
    [seed.organizationId, row.providers, patients, row.count, new Date(row.from), row.everyMinutes, clerk],
  );
}

/** Indexes that hold no constraint are made anew afterwards: a tenth of the work of a million single entries. */
async function withoutIndexes(
  db: Client,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const { rows } = await db.query<{ name: string; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
     FROM pg_index i WHERE i.indrelid = ANY ($1::regclass[]) AND NOT i.indisunique AND NOT i.indisexclusion`,
    [tables],
  );
  for (const { name } of rows) await db.query(`DROP INDEX ${name}`);
  await work();
  for (const { definition } of rows) await db.query(definition);
}
