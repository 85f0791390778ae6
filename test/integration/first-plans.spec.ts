import { Client } from 'pg';
import { createDatabase, type TestDatabase } from '../support/test-database.js';

/** Plans that are made while a table looks empty are kept for as long as it does: they must be good ones all the same. */
describe('plans of the first minute', () => {
  let database: TestDatabase;
  let db: Client;

  beforeAll(async () => {
    database = await createDatabase();
    db = new Client({ connectionString: database.url });
    await db.connect();
  });

  afterAll(async () => {
    await db.end();
    await database.drop();
  });

  it('find the appointment of a foreign key by its id, and not among all of the organization', async () => {
    await db.query('SET plan_cache_mode = force_generic_plan');
    await db.query(
      `PREPARE check_key (uuid, uuid) AS
       SELECT 1 FROM ONLY appointment x WHERE organization_id = $1 AND id = $2 FOR KEY SHARE OF x`,
    );
    const { rows } = await db.query<Record<string, string>>(
      'EXPLAIN EXECUTE check_key (gen_random_uuid(), gen_random_uuid())',
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Cond: .*\bid = \$2/);
    expect(plan).not.toContain('appointment_number_unique');
  });
});
