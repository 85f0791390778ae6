import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { ensureDatabase, preparePostgres } from '../../scripts/lib/postgres.mjs';
import { makeDataSource } from '../../src/platform/database/data-source.js';
import { freePort } from './api-process.js';
import { pause } from './drill.js';

const PASSWORD = 'test';
const DATABASE = 'kept';
/** More would make a drill of a server that is being started; less, one that is not there yet. */
const SETTINGS = { max_connections: 100, shared_buffers: '64MB', track_commit_timestamp: 'on' };

/**
 * A PostgreSQL that a test may stop, crash and start again. Unlike the one that all tests share it is as safe as a
 * clinic's: what it has acknowledged, it has on disk.
 */
export class OwnPostgres {
  private server: ChildProcess | null = null;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly settings: Record<string, string | number>,
  ) {}

  /** With the product's tables in its database `kept`. */
  static async start(settings: Record<string, string | number> = {}): Promise<OwnPostgres> {
    const postgres = new OwnPostgres(await makeFolder(), await freePort(), { ...SETTINGS, ...settings });
    await postgres.start();
    await postgres.migrate();
    return postgres;
  }

  /** A streaming replica of this server, which stands still while it is copied. */
  async makeReplica(): Promise<OwnPostgres> {
    const settings = { ...this.settings, primary_conninfo: this.url, wal_retrieve_retry_interval: 200 };
    const replica = new OwnPostgres(await makeFolder(), await freePort(), settings);
    await this.stop('SIGINT');
    await promisify(execFile)('cp', ['-a', join(this.folder, 'postgres'), replica.folder]);
    await writeFile(join(replica.folder, 'postgres', 'standby.signal'), '');
    await this.start();
    await replica.start();
    return replica;
  }

  get url(): string {
    return `postgres://kept:${PASSWORD}@127.0.0.1:${this.port}/${DATABASE}`;
  }

  /** Everything that the server itself wrote down. */
  log(): Promise<string> {
    return readFile(join(this.folder, 'postgres.log'), 'utf8');
  }

  /** Also after a crash: waits until the old processes are gone and the log has been replayed. */
  async start(): Promise<void> {
    const { folder, port, settings } = this;
    const prepared = await preparePostgres({ folder, port, password: PASSWORD, settings });
    this.server = prepared.spawn();
    await prepared.ready();
    await ensureDatabase(prepared, DATABASE);
  }

  /** SIGQUIT stops at once and writes nothing down; SIGKILL takes the postmaster away from its backends. */
  async stop(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  }

  /** Kills (-9) a backend that is at work for the product. The server then ends all others, and recovers as after a crash; until then. */
  async crashBackend(): Promise<void> {
    const find = (): Promise<{ pid: number }[]> =>
      this.ask(
        `SELECT pid FROM pg_stat_activity WHERE application_name = 'kept' ORDER BY state = 'active' DESC LIMIT 1`,
      );
    let [backend] = await find();
    for (; !backend; [backend] = await find()) await pause(20);
    const starts = await this.startsLogged();
    process.kill(backend.pid, 'SIGKILL');
    while ((await this.startsLogged()) === starts) await pause(20);
  }

  /** Ends every connection of the product, in the middle of whatever it does. */
  async cutConnections(): Promise<void> {
    await this.ask(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kept'`);
  }

  async close(): Promise<void> {
    await this.stop('SIGINT');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  /** Asks over a connection of its own: whatever happened to the server, it is there or not. */
  async ask<Row>(statement: string, values: unknown[] = []): Promise<Row[]> {
    const db = new Client({ connectionString: this.url });
    await db.connect();
    try {
      return (await db.query(statement, values)).rows as Row[];
    } finally {
      await db.end();
    }
  }

  private async startsLogged(): Promise<number> {
    return (await this.log()).split('database system is ready to accept connections').length;
  }

  private async migrate(): Promise<void> {
    const source = makeDataSource({ url: this.url, poolSize: 1, applicationName: 'kept-migrate' });
    await source.initialize();
    await source.runMigrations();
    await source.destroy();
  }
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kept-postgres-'));
  await chmod(folder, 0o755);
  return folder;
}
