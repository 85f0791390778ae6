import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The program, found on the PATH or where `pg_config` says that PostgreSQL's are; null when there is none. */
function pgbenchPath(): string | null {
  const folders = [() => '', () => `${execFileSync('pg_config', ['--bindir']).toString().trim()}/`];
  for (const folder of folders) {
    try {
      const path = `${folder()}pgbench`;
      execFileSync(path, ['--version'], { stdio: 'pipe' });
      return path;
    } catch {
      // Not there; the next one may be.
    }
  }
  return null;
}

const path = pgbenchPath();

export function pgbenchVersion(): string | null {
  if (path === null) return null;
  return execFileSync(path, ['--version']).toString().trim().split(' ').slice(0, 3).join(' ');
}

export interface PgbenchRun {
  url: string;
  script: string;
  /** What the script's variables start with. */
  variables: Record<string, string | number>;
  connections: number;
  seconds: number;
  /** Settings of the connections, as the product's are. */
  options: string;
}

/** Runs a script on prepared statements; transactions a second. Null when there is no pgbench. */
export async function pgbench(run: PgbenchRun): Promise<number | null> {
  if (path === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'kept-pgbench-'));
  try {
    const file = join(folder, 'script.sql');
    writeFileSync(file, run.script);
    const defines = Object.entries(run.variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
    const turn = [
      '-n',
      '-M',
      'prepared',
      '-j',
      '2',
      '-c',
      `${run.connections}`,
      '-T',
      `${Math.ceil(run.seconds)}`,
    ];
    const { stdout } = await promisify(execFile)(path, [...turn, '-f', file, ...defines, run.url], {
      env: { ...process.env, PGOPTIONS: run.options },
    });
    return Number(/tps = ([\d.]+)/.exec(stdout)?.[1] ?? NaN);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
