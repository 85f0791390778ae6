import { setTimeout as pause } from 'node:timers/promises';
import { DataSource, MigrationExecutor } from 'typeorm';
import { dataSourceOptions } from '../platform/database/data-source.js';
import { pgErrorOf } from '../platform/database/pg-errors.js';
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

/**
 * How long a step waits for a lock. Everybody who comes after it for the same table waits behind it, so it must give up
 * long before they do, let them pass, and try again.
 */
const LOCK_TIMEOUT_MS = 2_000;
const LOCK_TRIES = 60;
const LOCK_PAUSE_MS = 1_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Runs the steps that the database has not had yet, while the clinic goes on. Returns their names. */
export async function runMigrations(url: string, tell: Tell): Promise<string[]> {
  const options = dataSourceOptions({ url, poolSize: 1, applicationName: 'kept-migrate' });
  // A step itself may take as long as it takes.
  const extra = { options: `-c timezone=UTC -c lock_timeout=${LOCK_TIMEOUT_MS}` };
  const source = await new DataSource({ ...options, extra }).initialize();
  try {
    const pending = await new MigrationExecutor(source).getPendingMigrations();
    await runPatiently(source, tell);
    return pending.map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}

/** Each step is a transaction: what an earlier try has done stays done. */
async function runPatiently(source: DataSource, tell: Tell): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await source.runMigrations();
      return;
    } catch (error) {
      if (pgErrorOf(error)?.code !== LOCK_NOT_AVAILABLE || tries === LOCK_TRIES) throw error;
      if (tries === 1) tell('waiting for a table that is in use');
      await pause(LOCK_PAUSE_MS);
    }
  }
}
