import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { pgErrorOf, toDomainError } from '../platform/database/pg-errors.js';

const PATIENCE_MS = 30_000;
const BETWEEN_TRIES_MS = 500;
const DATABASE_MISSING = '3D000';

/** How a command tells the person who started it what it does. */
export type Tell = (line: string) => void;

/**
 * A connection, as soon as there is one: the server may just be starting, and its database being made.
 * Gives up at once on what waiting does not heal, such as a wrong password.
 */
export async function connectWhenReady(url: string, tell: Tell, patienceMs = PATIENCE_MS): Promise<Client> {
  const deadline = Date.now() + patienceMs;
  for (let tries = 1; ; tries++) {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: 3_000,
      application_name: 'kept-setup',
    });
    // A connection that breaks later is noticed by whoever uses it, not by the process ending.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!mayComeUp(error) || Date.now() >= deadline) throw error;
      if (tries === 1) tell(`waiting for PostgreSQL at ${new URL(url).host} (${messageOf(error)})`);
      await pause(BETWEEN_TRIES_MS);
    }
  }
}

function mayComeUp(error: unknown): boolean {
  return pgErrorOf(error)?.code === DATABASE_MISSING || toDomainError(error)?.code === 'service_unavailable';
}

function messageOf(error: unknown): string {
  const code = pgErrorOf(error)?.code;
  return code === undefined ? 'no answer' : code;
}
