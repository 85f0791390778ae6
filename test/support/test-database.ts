import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { makeDataSource } from '../../src/platform/database/data-source.js';

const TEMPLATE = 'kept_template';
/** Any number; only this file's processes lock it. */
const TEMPLATE_LOCK = 7_300_621;

/** The server's `postgres` database; `npm test` and `npm run jest` bring the server up and say where it is. */
function adminUrl(): string {
  const url = process.env['TEST_POSTGRES_URL'];
  if (!url)
    throw new Error('TEST_POSTGRES_URL is not set: run the tests by `npm test` or `npm run jest -- FILE`');
  return url;
}

export function redisUrl(): string {
  const url = process.env['TEST_REDIS_URL'];
  if (!url)
    throw new Error('TEST_REDIS_URL is not set: run the tests by `npm test` or `npm run jest -- FILE`');
  return url;
}

function urlOf(database: string): string {
  const url = new URL(adminUrl());
  url.pathname = `/${database}`;
  return url.href;
}

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A database of one's own: a copy of the migrated template (a few milliseconds), or of another one. */
export async function createDatabase(template = TEMPLATE): Promise<TestDatabase> {
  const name = `kept_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  await asAdmin(async (admin) => {
    if (template === TEMPLATE) await ensureTemplate(admin);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return {
    url: urlOf(name),
    drop: () => asAdmin((admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

/** Whichever test file comes first migrates; the others wait for it. */
async function ensureTemplate(admin: Client): Promise<void> {
  await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  const existing = await admin.query('SELECT FROM pg_database WHERE datname = $1', [TEMPLATE]);
  if (existing.rowCount === 0) await makeTemplate(admin);
  await admin.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
}

async function makeTemplate(admin: Client): Promise<void> {
  const unfinished = `${TEMPLATE}_unfinished`;
  await admin.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${unfinished}`);
  const source = makeDataSource({
    url: urlOf(unfinished),
    poolSize: 1,
    applicationName: 'kept-test-template',
  });
  await source.initialize();
  await source.runMigrations();
  await source.destroy();
  await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${TEMPLATE}`);
}

async function asAdmin(work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: adminUrl() });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
