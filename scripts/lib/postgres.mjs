// @ts-check
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresBinaries } from './postgres-binaries.mjs';
import { commandLineOf, identityOf, stopProcess } from './processes.mjs';
import { run } from './run.mjs';
import { reachableFolder, serverUser } from './server-user.mjs';
import { PlainError, say, warn } from './terminal.mjs';

export const POSTGRES_USER = 'kept';
const LARGEST_LOG = 10_000_000;

/** @typedef {import('./postgres-binaries.mjs').Binaries} Binaries */

/**
 * A server that is ready to be started, any number of times.
 * @typedef {object} PostgresServer
 * @property {() => import('node:child_process').ChildProcess} spawn
 * @property {() => Promise<void>} ready resolves when it answers
 * @property {(database: string) => string} url
 */

/**
 * Makes the data folder where there is none, and clears away what a crash left in it.
 *
 * @param {object} options
 * @param {string} options.folder holds `postgres/` (the data) and `postgres.log`
 * @param {number} options.port
 * @param {string} options.password
 * @param {Record<string, string | number>} [options.settings] more settings of the server
 * @param {boolean} [options.throwAway] data that need not survive anything
 * @returns {Promise<PostgresServer>}
 */
export async function preparePostgres({ folder, port, password, settings = {}, throwAway = false }) {
  const user = serverUser(path.join(folder, 'postgres'));
  const home = reachableFolder(folder, user);
  if (home !== folder)
    say(`PostgreSQL cannot run as root, and its own user cannot read ${folder}: its data is in ${home}.`);
  const data = path.join(home, 'postgres');
  const owner = home === folder ? user : serverUser(data);
  const binaries = postgresBinaries(home, owner);
  const environment = { ...minimalEnvironment(), ...(owner ?? {}) };

  await stopForgottenServer(data);
  if (!isComplete(data)) await createData({ home, data, binaries, environment, owner, password, throwAway });
  refuseOtherVersion(data, binaries.version);

  const log = path.join(folder, 'postgres.log');
  const args = ['-D', data, ...serverArguments({ port, ...settings })];
  return {
    spawn: () => spawnServer(path.join(binaries.folder, 'bin', 'postgres'), args, environment, log),
    ready: () => waitUntilReady(urlOf(port, password, 'postgres'), log),
    url: (database) => urlOf(port, password, database),
  };
}

/** @param {number} port @param {string} password @param {string} database */
const urlOf = (port, password, database) =>
  `postgres://${POSTGRES_USER}:${password}@127.0.0.1:${port}/${database}`;

/** Settings of the person's own PostgreSQL (PGPORT, PGDATA, …) and of the language must not leak in. */
const minimalEnvironment = () => ({
  env: { PATH: process.env.PATH ?? '', TZ: 'UTC', LC_ALL: 'C', LANG: 'C' },
  cwd: '/',
});

/** @param {Record<string, string | number>} settings */
function serverArguments(settings) {
  const all = {
    listen_addresses: '127.0.0.1',
    // No socket file: its path would be too long in a deep folder, and TCP is enough.
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Without the lines that repeat a refused row, which is somebody's data.
    log_error_verbosity: 'terse',
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/**
 * A session of its own (`detached`): Ctrl-C in the terminal is for us to pass on, in the right order.
 * @param {string} command @param {string[]} args @param {object} environment @param {string} log
 */
function spawnServer(command, args, environment, log) {
  const size = fs.statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  const output = fs.openSync(log, size > LARGEST_LOG ? 'w' : 'a', 0o600);
  try {
    return spawn(command, args, { ...environment, detached: true, stdio: ['ignore', output, output] });
  } finally {
    fs.closeSync(output);
  }
}

/** @param {string} data */
const isComplete = (data) =>
  fs.existsSync(path.join(data, 'PG_VERSION')) && fs.existsSync(path.join(data, 'global', 'pg_control'));

/** @param {string} data @param {string} version ours, as 18.4.0 */
function refuseOtherVersion(data, version) {
  const found = fs.readFileSync(path.join(data, 'PG_VERSION'), 'utf8').trim();
  const ours = version.split('.')[0];
  if (found === ours) return;
  throw new PlainError(
    `${data} was made by PostgreSQL ${found}; this is ${ours}. Set DATA_DIR to another folder.`,
  );
}

/**
 * `initdb` works in a folder of another name, which is renamed when it is done: what is there under the right name is whole.
 * @param {{ home: string, data: string, binaries: Binaries, environment: object, password: string, throwAway: boolean,
 *   owner: import('./server-user.mjs').ServerUser | null }} options
 */
async function createData({ home, data, binaries, environment, owner, password, throwAway }) {
  setAside(data);
  removeUnfinished(home);
  const unfinished = fs.mkdtempSync(path.join(home, 'postgres.new-'));
  const passwordFile = path.join(home, `postgres-password.new-${process.pid}`);
  try {
    fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (owner) for (const file of [unfinished, passwordFile]) fs.chownSync(file, owner.uid, owner.gid);
    const args = initdbArguments(unfinished, passwordFile, throwAway);
    const { code, output } = await run(path.join(binaries.folder, 'bin', 'initdb'), args, environment);
    if (code !== 0) throw new PlainError(`PostgreSQL could not make its data folder:\n${output}`);
    fs.renameSync(unfinished, data);
  } finally {
    fs.rmSync(passwordFile, { force: true });
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
}

/** @param {string} folder @param {string} passwordFile @param {boolean} throwAway */
const initdbArguments = (folder, passwordFile, throwAway) => [
  `--pgdata=${folder}`,
  `--username=${POSTGRES_USER}`,
  `--pwfile=${passwordFile}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  // PostgreSQL's own C.UTF-8: the same order on every system, whatever locales that has.
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  ...(throwAway ? ['--no-sync'] : []),
];

/** Something incomplete under the right name was not made by us: it is kept, under another name. @param {string} data */
function setAside(data) {
  if (!fs.existsSync(data)) return;
  if (fs.readdirSync(data).length === 0) return fs.rmdirSync(data);
  const aside = `${data}.incomplete-${Date.now()}`;
  fs.renameSync(data, aside);
  warn(`The data folder was incomplete; it is now ${aside}, and a new one is made.`);
}

/** What a start that was killed during `initdb` left. @param {string} home */
function removeUnfinished(home) {
  for (const name of fs.readdirSync(home).filter((entry) => /^postgres(-password)?\.new-/.test(entry))) {
    fs.rmSync(path.join(home, name), { recursive: true, force: true });
  }
}

/**
 * A server that runs on this data without being in the run folder, or a lock file whose number now belongs to another process.
 * @param {string} data
 */
async function stopForgottenServer(data) {
  const lockFile = path.join(data, 'postmaster.pid');
  const pid = readPid(lockFile);
  if (!pid) return;
  const identity = identityOf(pid);
  if (identity && commandLineOf(pid).includes(data)) await stopProcess({ pid, identity }, 'postgres');
  // The backends of a server that was killed leave by themselves; until then no new one may start.
  const deadline = Date.now() + 10_000;
  while (anyProcessIn(data)) {
    if (Date.now() > deadline) throw new PlainError(`Another process is still using ${data}.`);
    await sleep(50);
  }
  // PostgreSQL itself would take a zombie, or whoever has the number now, for the old server.
  if (readPid(lockFile) === pid) fs.rmSync(lockFile, { force: true });
}

/** Whether a process has its working folder there, as all of PostgreSQL's have. Only Linux tells. @param {string} folder */
function anyProcessIn(folder) {
  if (process.platform !== 'linux') return false;
  return fs.readdirSync('/proc').some((entry) => {
    try {
      return /^\d+$/.test(entry) && fs.readlinkSync(`/proc/${entry}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}

/** @param {string} lockFile */
function readPid(lockFile) {
  try {
    return Number.parseInt(fs.readFileSync(lockFile, 'utf8'), 10);
  } catch {
    return 0;
  }
}

/** @param {string} url @param {string} log */
async function waitUntilReady(url, log) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const problem = await tryToConnect(url);
    if (!problem) return;
    // 28P01: the password in DATA_DIR is not the one that the data was made with.
    if (problem.code === '28P01') {
      throw new PlainError('PostgreSQL refuses the password in DATA_DIR. Was postgres-password replaced?');
    }
    if (Date.now() > deadline) throw new PlainError(`PostgreSQL does not start:\n${tail(log)}`);
    await sleep(50);
  }
}

/** @param {string} url @returns {Promise<{ code?: string } | null>} */
async function tryToConnect(url) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    return /** @type {{ code?: string }} */ (error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * @param {PostgresServer} server
 * @param {string} name
 */
export async function ensureDatabase(server, name) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** @param {string} file */
const tail = (file) => fs.readFileSync(file, 'utf8').split('\n').slice(-12).join('\n');
