import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../platform/database/data-source.js';
import { connectWhenReady, type Tell } from './wait-for-database.js';

/** Any number; nothing else locks it. */
const SETUP_LOCK = 7_300_620;

/**
 * Does `work` when the database is there and nobody else sets it up: several may start at once, and take
 * turns. The lock is the connection's, so that a set-up that dies gives it back.
 */
export async function exclusively<T>(url: string, tell: Tell, work: () => Promise<T>): Promise<T> {
  const client = await connectWhenReady(url, tell);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [SETUP_LOCK]);
    return await work();
  } finally {
    await client.end();
  }
}

/** Runs the steps that the database has not had yet. Returns their names. */
export async function runMigrations(url: string): Promise<string[]> {
  const options = dataSourceOptions({ url, poolSize: 1, applicationName: 'kept-migrate' });
  // A step may take as long as it takes, but not keep the whole clinic waiting for its lock.
  const source = new DataSource({
    ...options,
    extra: { options: '-c timezone=UTC -c lock_timeout=10000' },
  });
  await source.initialize();
  try {
    const done = await source.runMigrations();
    return done.map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}
