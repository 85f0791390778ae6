import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { makeDataSource } from '../../src/platform/database/data-source.js';
import { createDatabase, type TestDatabase } from '../support/test-database.js';

describe('migrations', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await createDatabase('template0');
    source = makeDataSource({ url: database.url, poolSize: 1, applicationName: 'migrations-spec' });
    await source.initialize();
  });

  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  /** Everything that a migration can make, by name, with its definition where PostgreSQL prints one. */
  async function schema(): Promise<string[]> {
    const found: { line: string }[] = await source.query(`
      SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) AS line
        FROM information_schema.columns WHERE table_schema = 'public'
      UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
      UNION ALL SELECT pg_get_functiondef(p.oid) FROM pg_proc p LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
        WHERE pronamespace = 'public'::regnamespace AND d.objid IS NULL
      UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public'
      ORDER BY 1`);
    return found.map(({ line }) => line).filter((line) => !/\bmigration(_id_seq)?\b/.test(line));
  }

  it('go down step by step to what was before, and up again to the same schema', async () => {
    const steps: string[][] = [await schema()];
    for (const step of MIGRATIONS) {
      source = await withMigrations(source, [...MIGRATIONS.slice(0, steps.length)]);
      expect((await source.runMigrations()).map((done) => done.name)).toEqual([step.name]);
      steps.push(await schema());
    }
    const complete = steps.at(-1);
    for (let left = MIGRATIONS.length - 1; left >= 0; left--) {
      await source.undoLastMigration();
      expect(await schema()).toEqual(steps[left]);
    }
    await source.runMigrations();
    expect(await schema()).toEqual(complete);
  });

  it('go down with data in place', async () => {
    await source.query(
      `INSERT INTO organization (id, name, code, country_code) VALUES (gen_random_uuid(), 'A', 'a', 'KE')`,
    );
    for (let left = MIGRATIONS.length; left > 0; left--) await source.undoLastMigration();
    expect(await schema()).toEqual([]);
  });

  async function withMigrations(old: DataSource, migrations: typeof MIGRATIONS): Promise<DataSource> {
    await old.destroy();
    const next = new DataSource({ ...old.options, migrations });
    return next.initialize();
  }
});
