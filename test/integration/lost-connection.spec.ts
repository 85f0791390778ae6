import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { makeDataSource } from '../../src/platform/database/data-source.js';
import { toDomainError } from '../../src/platform/database/pg-errors.js';
import { createDatabase, type TestDatabase } from '../support/test-database.js';
import { eventually } from '../support/worker-world.js';

describe('a connection that is lost', () => {
  let database: TestDatabase;
  let admin: Client;
  let source: DataSource;

  beforeAll(async () => {
    database = await createDatabase();
    admin = new Client({ connectionString: database.url });
    await admin.connect();
    source = makeDataSource({ url: database.url, poolSize: 2, applicationName: 'lost-spec' });
    await source.initialize();
  });

  afterAll(async () => {
    await source.destroy();
    await admin.end();
    await database.drop();
  });

  it('between two statements of a transaction is an outage, and no fault of ours', async () => {
    const failing = source.transaction(async (tx) => {
      const [backend] = await tx.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
      await admin.query('SELECT pg_terminate_backend($1)', [backend?.pid]);
      await eventually(() => expect(tx.queryRunner?.isReleased).toBe(true));
      await tx.query('SELECT 1');
    });
    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect(toDomainError(error)?.code).toBe('service_unavailable');
    expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
