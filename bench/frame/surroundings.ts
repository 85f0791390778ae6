import { cpus, loadavg } from 'node:os';
import type { Client } from 'pg';
import { pgbenchVersion } from './pgbench.js';

/** What the figures were measured on, and what ran beside them. */
export interface Surroundings {
  machine: string;
  load: string;
  node: string;
  postgresql: string;
  pgbench: string;
  on: string;
}

const loadAtStart = loadavg()[0] ?? NaN;

export async function surroundings(admin: Client): Promise<Surroundings> {
  const { rows } = await admin.query<{ version: string; durable: string }>(
    `SELECT split_part(version(), ' ', 2) AS version,
            current_setting('fsync') || '/' || current_setting('synchronous_commit') AS durable`,
  );
  const [cpu] = cpus();
  return {
    machine: `${cpus().length} × ${cpu?.model ?? 'CPU'}, shared with PostgreSQL and the load generator`,
    load: `load ${loadAtStart.toFixed(1)} before the run, ${loadavg()[0]?.toFixed(1)} after it`,
    node: `Node ${process.version}`,
    postgresql: `PostgreSQL ${rows[0]?.version} (fsync/synchronous_commit ${rows[0]?.durable})`,
    pgbench: pgbenchVersion() ?? 'no pgbench',
    on: new Date().toISOString().slice(0, 10),
  };
}
