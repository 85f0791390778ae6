import { readdirSync, readFileSync } from 'node:fs';
import type { Client } from 'pg';

/** `/proc` counts in hundredths of a second. */
const TICK_MS = 10;

interface Stat {
  parent: number;
  ownMs: number;
  /** Of children that have ended. */
  childrenMs: number;
}

/** What the operating system says of a process; null where it says nothing (gone, or no Linux). */
function statOf(pid: number | string): Stat | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const at = (index: number): number => Number(fields[index]);
    return { parent: at(1), ownMs: (at(11) + at(12)) * TICK_MS, childrenMs: (at(13) + at(14)) * TICK_MS };
  } catch {
    return null;
  }
}

/** CPU milliseconds that a process has used; NaN where the operating system does not say. */
export function cpuOf(pid: number | undefined): number {
  return statOf(pid ?? 0)?.ownMs ?? NaN;
}

/** The server's first process, whose children all others are; 0 when it runs on another machine. */
export async function postmasterOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return statOf(rows[0]?.pid ?? 0)?.parent ?? 0;
}

/** CPU milliseconds of all of PostgreSQL: its processes that live, and those that have ended. */
export function cpuOfPostgres(postmaster: number): number {
  const server = statOf(postmaster);
  if (!server) return NaN;
  const processes = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return processes.reduce((sum, pid) => {
    const stat = statOf(pid);
    return stat?.parent === postmaster ? sum + stat.ownMs : sum;
  }, server.ownMs + server.childrenMs);
}
