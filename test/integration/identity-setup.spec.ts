import { Client } from 'pg';
import { MIGRATIONS } from '../../migrations/index.js';
import { DomainError } from '../../src/domain/errors.js';
import { makeDataSource } from '../../src/platform/database/data-source.js';
import { createOrganization } from '../../src/setup/create-organization.js';
import { setUp } from '../../src/setup/set-up.js';
import { connectWhenReady } from '../../src/setup/wait-for-database.js';
import { holdLock } from '../support/hold-lock.js';
import { createDatabase, type TestDatabase } from '../support/test-database.js';
import { eventually } from '../support/worker-world.js';
import { testEnv } from '../support/test-env.js';

const ADMIN = { email: 'Root@Example.org', password: 'the first password', national_id: 'R-1' };

describe('setting up', () => {
  let database: TestDatabase;
  let db: Client;
  const said: string[] = [];
  const tell = (line: string) => void said.push(line);

  beforeAll(async () => {
    database = await createDatabase('template0');
    db = new Client({ connectionString: database.url });
    await db.connect();
  });

  afterAll(async () => {
    await db.end();
    await database.drop();
  });

  async function organizations(): Promise<object[]> {
    const found = await db.query<object>(
      `SELECT o.name, o.code, o.country_code, u.email, u.role, u.is_active, u.national_id
       FROM organization o LEFT JOIN user_account u ON u.organization_id = o.id ORDER BY o.number`,
    );
    return found.rows;
  }

  const first = {
    name: 'Clinic',
    code: 'default',
    country_code: 'KE',
    email: 'root@example.org',
    role: 'admin',
    is_active: true,
    national_id: 'R-1',
  };

  it('several times at once migrates once, and makes one organization and one admin', async () => {
    const env = testEnv(database.url, { firstAdmin: ADMIN });
    await Promise.all([setUp(env, tell), setUp(env, tell), setUp(env, tell)]);
    expect(await organizations()).toEqual([first]);
    expect(said.filter((line) => line.startsWith('migrated'))).toHaveLength(1);
    await setUp({ ...env, firstAdmin: { ...ADMIN, email: 'second@example.org' } }, tell);
    expect(await organizations()).toEqual([first]);
  });

  it('lets everybody pass while a table that it needs is in use', async () => {
    const other = await createDatabase('template0');
    const env = testEnv(other.url);
    await setUp(env, tell);
    const source = makeDataSource({ url: other.url, poolSize: 1, applicationName: 'setup-spec' });
    await source.initialize();
    await source.undoLastMigration();
    // Reading goes on, the step's note of itself does not.
    const release = await holdLock(other.url, 'LOCK TABLE migration IN SHARE MODE');
    const heard: string[] = [];
    const migrating = setUp(env, (line) => void heard.push(line));
    await eventually(() => expect(heard).toEqual(['waiting for a table that is in use']));
    await release();
    await migrating;
    expect(heard[1]).toBe(`migrated: ${MIGRATIONS.at(-1)?.name}`);
    await source.destroy();
    await other.drop();
  });

  it('loads demo data where it is wanted and nothing is there', async () => {
    const load = jest.fn(async () => {
      await db.query(
        `INSERT INTO facility (id, organization_id, name, code, timezone)
         SELECT gen_random_uuid(), id, 'Hope', 'HOPE', 'Africa/Nairobi' FROM organization`,
      );
    });
    const demo = { modules: [], load };
    await setUp(testEnv(database.url), tell, demo);
    expect(load).toHaveBeenCalledTimes(0);
    await setUp(testEnv(database.url, { demoData: true }), tell, demo);
    await setUp(testEnv(database.url, { demoData: true }), tell, demo);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('makes another organization with its first admin', async () => {
    const env = testEnv(database.url);
    const args = ['--name', 'Hôpital Espoir', '--admin-email', 'a@espoir.example'];
    said.length = 0;
    await createOrganization(env, args, 'a secret password', tell);
    expect((await organizations())[1]).toMatchObject({
      name: 'Hôpital Espoir',
      code: 'hopital-espoir',
      email: 'a@espoir.example',
      is_active: true,
    });
    expect(said.join('\n')).toContain('hopital-espoir');
    expect(said.join('\n')).not.toContain('a secret password');
    await expect(createOrganization(env, args, 'a secret password', tell)).rejects.toThrow();
    await expect(createOrganization(env, ['--name', 'X'], undefined, tell)).rejects.toThrow(DomainError);
    expect(await organizations()).toHaveLength(2);
  });

  it('waits for a database that is not there yet, and says so', async () => {
    const later = database.url.replace(/\/[^/]+$/, '/not_there_yet_for_set_up');
    said.length = 0;
    await expect(connectWhenReady(later, tell, 700)).rejects.toThrow('does not exist');
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('waiting for PostgreSQL at');
  });
});
