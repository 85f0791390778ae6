import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { makeDataSource } from '../../src/platform/database/data-source.js';
import { createDatabase, type TestDatabase } from '../support/test-database.js';

/** A visit that was given to another provider since its people were told of it, and somebody's account. */
const AS_OF_THE_RELEASE_BEFORE = `
  WITH o AS (INSERT INTO organization (id, name, code, country_code) VALUES (gen_random_uuid(), 'B', 'b', 'KE') RETURNING id),
       u AS (INSERT INTO user_account (id, organization_id, email, first_name, last_name, role, password_hash, is_active)
             SELECT gen_random_uuid(), id, 'joy@example.org', 'Joy', 'W', 'staff', '', true FROM o RETURNING *),
       p AS (INSERT INTO patient (id, organization_id, uhid, first_name, last_name)
             SELECT gen_random_uuid(), id, 'KE1', 'Amina', 'O' FROM o RETURNING *),
       d AS (INSERT INTO provider (id, organization_id, kind, first_name, last_name)
             SELECT gen_random_uuid(), o.id, 'doctor', name, 'N' FROM o, unnest('{Sarah,Peter}'::text[]) name RETURNING *),
       a AS (INSERT INTO appointment (id, organization_id, appointment_number, patient_id, provider_id, start_time, end_time)
             SELECT gen_random_uuid(), o.id, 'APT-1', p.id, d.id, now(), now() + interval '1 hour' FROM o, p, d
             WHERE d.first_name = 'Peter' RETURNING *),
       e AS (INSERT INTO event (id, organization_id, type, subject_type, subject_id, after)
             SELECT gen_random_uuid(), a.organization_id, 'appointment.created', 'appointment', a.id,
                    jsonb_build_object('provider_id', d.id) FROM a, d WHERE d.first_name = 'Sarah'
             UNION ALL
             SELECT gen_random_uuid(), organization_id, 'user.activated', 'user', id, NULL FROM u RETURNING *)
  INSERT INTO notification (id, organization_id, event_id, appointment_id, event, recipient, channel)
  SELECT gen_random_uuid(), e.organization_id, e.id, a.id, 'created', recipient, 'email'
  FROM e LEFT JOIN a ON a.id = e.subject_id, unnest('{patient,provider,user}'::text[]) recipient
  WHERE (recipient = 'user') = (e.subject_type = 'user')`;

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

  it('keep whom each message was for, and lose nothing to a worker of the release before', async () => {
    const before = MIGRATIONS.findIndex((step) => step.name.startsWith('Messages'));
    source = await withMigrations(source, MIGRATIONS.slice(0, before));
    await source.runMigrations();
    await source.query(AS_OF_THE_RELEASE_BEFORE);
    source = await withMigrations(source, [...MIGRATIONS]);
    await source.runMigrations();
    const told = await source.query(
      `SELECT n.recipient, coalesce(p.first_name, d.first_name, u.first_name) AS name FROM notification n
       LEFT JOIN patient p ON p.id = n.recipient_id LEFT JOIN provider d ON d.id = n.recipient_id
       LEFT JOIN user_account u ON u.id = n.recipient_id ORDER BY 1`,
    );
    expect(told).toEqual([
      { recipient: 'patient', name: 'Amina' },
      { recipient: 'provider', name: 'Sarah' },
      { recipient: 'user', name: 'Joy' },
    ]);
    const planning = source.query(
      `INSERT INTO notification (id, organization_id, event_id, event, recipient, channel)
       SELECT gen_random_uuid(), organization_id, id, 'created', 'patient', 'email' FROM event LIMIT 1
       ON CONFLICT (event_id, recipient, channel) DO NOTHING`,
    );
    await expect(planning).rejects.toThrow('no unique or exclusion constraint');
    const skipping = source.query(
      `UPDATE notification SET status = 'skipped', skip_reason = 'account_inactive' WHERE recipient = 'patient'`,
    );
    await expect(skipping).rejects.toThrow('notification_account_is_a_users');
  });

  async function withMigrations(old: DataSource, migrations: typeof MIGRATIONS): Promise<DataSource> {
    await old.destroy();
    const next = new DataSource({ ...old.options, migrations });
    return next.initialize();
  }
});
