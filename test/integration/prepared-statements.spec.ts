import sql from 'sql-template-tag';
import type { DataSource } from 'typeorm';
import { firstPreparedRow } from '../../src/platform/database/database.js';
import { makeDataSource } from '../../src/platform/database/data-source.js';
import { createDatabase, type TestDatabase } from '../support/test-database.js';

/** A migration while the old code runs: `SELECT *` of a prepared statement has another shape from then on. */
describe('prepared statements', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await createDatabase('template0');
    source = makeDataSource({ url: database.url, poolSize: 1, applicationName: 'prepared-spec' });
    await source.initialize();
    await source.query('CREATE TABLE thing (id integer)');
    await source.query('INSERT INTO thing VALUES (1)');
  });

  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  const read = () => firstPreparedRow<object>(source.manager, sql`SELECT * FROM thing WHERE id = ${1}`);

  it('are planned again when a migration has changed their table', async () => {
    expect(await read()).toEqual({ id: 1 });
    await source.query(`ALTER TABLE thing ADD colour text DEFAULT 'red'`);
    expect(await read()).toEqual({ id: 1, colour: 'red' });
    expect(await read()).toEqual({ id: 1, colour: 'red' });
  });

  it('give different statements different answers, inside a transaction too', async () => {
    const answers = await source.transaction(async (tx) => [
      await firstPreparedRow(tx, sql`SELECT id FROM thing WHERE id = ${1}`),
      await firstPreparedRow(tx, sql`SELECT colour FROM thing WHERE id = ${1}`),
    ]);
    expect(answers).toEqual([{ id: 1 }, { colour: 'red' }]);
  });

  it('cost nobody the connection when a constraint refuses them', async () => {
    await source.query('CREATE TABLE single (id integer PRIMARY KEY)');
    const connection = () => firstPreparedRow(source.manager, sql`SELECT pg_backend_pid() AS pid`);
    const insert = () => firstPreparedRow(source.manager, sql`INSERT INTO single VALUES (${1}) RETURNING id`);
    const before = await connection();
    await insert();
    await expect(insert()).rejects.toMatchObject({ code: '23505' });
    expect(await connection()).toEqual(before);
  });

  it('give a connection away that was lost', async () => {
    const end = firstPreparedRow(source.manager, sql`SELECT pg_terminate_backend(pg_backend_pid())`);
    await expect(end).rejects.toMatchObject({ code: '57P01' });
    expect(await read()).toEqual({ id: 1, colour: 'red' });
  });
});
