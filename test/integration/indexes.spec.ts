import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { makeDataSource } from '../../src/platform/database/data-source.js';
import { runMigrations } from '../../src/setup/migrations.js';
import { createDatabase, type TestDatabase } from '../support/test-database.js';

const ORGANIZATION = '00000000-0000-7000-8000-000000000001';

describe('indexes', () => {
  let database: TestDatabase;
  let db: Client;

  beforeAll(async () => {
    database = await createDatabase();
    db = new Client({ connectionString: database.url });
    await db.connect();
    // In an empty table reading all of it is the best plan: what is asked is whether there is another one.
    await db.query('SET enable_seqscan = off');
  });

  afterAll(async () => {
    await db.end();
    await database.drop();
  });

  async function planOf(statement: string): Promise<string> {
    const { rows } = await db.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${statement}`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  it.each(['patient', 'provider', 'facility'])(
    'find the appointments of a %s who is removed',
    async (whose) => {
      const asked = `organization_id = '${ORGANIZATION}' AND ${whose}_id = '${ORGANIZATION}'`;
      // As the foreign key asks.
      const plan = await planOf(`SELECT 1 FROM ONLY appointment x WHERE ${asked} FOR KEY SHARE OF x`);
      expect(plan).toContain(`appointment_of_${whose}`);
    },
  );

  it('find the few events of a rare type, and the newest of the usual ones', async () => {
    await db.query(
      `INSERT INTO organization (id, name, code, country_code) VALUES ('${ORGANIZATION}', 'A', 'a', 'KE')`,
    );
    await db.query(
      `INSERT INTO event (id, organization_id, type, subject_type)
       SELECT gen_random_uuid(), '${ORGANIZATION}', 'appointment.created', 'appointment' FROM generate_series(1, 5000)`,
    );
    await db.query('ANALYZE event');
    const page = (type: string): string =>
      `SELECT * FROM event WHERE organization_id = '${ORGANIZATION}' AND type = ANY ('{${type}}'::text[])
       ORDER BY occurred_at DESC, id DESC LIMIT 26`;
    expect(await planOf(page('organization.updated'))).toContain('event_of_rare_type');
    expect(await planOf(page('appointment.created'))).not.toContain('event_of_rare_type');
  });
});

describe('indexes of lists', () => {
  it('are there before the old ones go, and stay while somebody who reads keeps those', async () => {
    const database = await createDatabase('template0');
    const settings = { url: database.url, poolSize: 1, applicationName: 'indexes-spec' };
    const step = MIGRATIONS.findIndex(({ name }) => name === 'ListIndexes1763700019000');
    const old = new DataSource({
      ...makeDataSource(settings).options,
      migrations: MIGRATIONS.slice(0, step),
    });
    await old.initialize();
    await old.runMigrations();
    await old.destroy();
    const reader = new Client({ connectionString: database.url });
    await reader.connect();
    await reader.query('BEGIN; SELECT FROM appointment');

    let migrating: Promise<string[]> = Promise.resolve([]);
    await new Promise<unknown>((waits, fails) => {
      migrating = runMigrations(database.url, waits);
      migrating.then(() => fails(new Error('it did not wait for the reader')), fails);
    });
    const { rows } = await reader.query<{ kind: string; count: number }>(
      `SELECT substring(indexname FROM '_(by|of)_') AS kind, count(*)::int FROM pg_indexes
       WHERE indexname ~ '^appointment_(by|of)_(patient|facility|provider|organization)$' GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { kind: 'by', count: 4 },
      { kind: 'of', count: 4 },
    ]);
    await reader.end();
    expect(await migrating).toContain('ListIndexes1763700019000');
    await database.drop();
  });
});

describe('names that differ in letter case alone', () => {
  it('are told apart by a number where a clinic has them already', async () => {
    const before = await createDatabase('template0');
    const settings = { url: before.url, poolSize: 1, applicationName: 'indexes-spec' };
    const step = MIGRATIONS.findIndex(({ name }) => name === 'Indexes1763700018000');
    const old = new DataSource({
      ...makeDataSource(settings).options,
      migrations: MIGRATIONS.slice(0, step),
    });
    await old.initialize();
    await old.runMigrations();
    await old.query(
      `INSERT INTO organization (id, name, code, country_code) VALUES ('${ORGANIZATION}', 'A', 'a', 'KE')`,
    );
    await old.query(
      `INSERT INTO topic (id, organization_id, name, duration_minutes, service_type, created_at)
       VALUES (gen_random_uuid(), '${ORGANIZATION}', 'Checkup', 30, 'Follow-Up Visit', now() - interval '1 day'),
              (gen_random_uuid(), '${ORGANIZATION}', 'checkup', 30, NULL, now())`,
    );
    await old.destroy();
    const now = await makeDataSource(settings).initialize();
    await now.runMigrations();
    const topics: object[] = await now.query(`SELECT name, service_type FROM topic ORDER BY created_at`);
    await now.destroy();
    await before.drop();
    expect(topics).toEqual([
      { name: 'Checkup', service_type: 'follow_up_visit' },
      { name: 'checkup-2', service_type: null },
    ]);
  });
});
