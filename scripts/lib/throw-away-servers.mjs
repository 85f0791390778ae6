// @ts-check
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keepRunning } from './keep-running.mjs';
import { anyFreePort } from './ports.mjs';
import { preparePostgres } from './postgres.mjs';
import { findRedis, prepareRedis } from './redis.mjs';
import { canReach, serverUser } from './server-user.mjs';
import { PlainError } from './terminal.mjs';
import { startWatchdog } from './watchdog.mjs';

/** @typedef {import('./shutdown.mjs').Shutdown} Shutdown */

/** Fast instead of safe: nobody needs these data after a crash. */
const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: 200,
};

/**
 * A PostgreSQL and a Redis for one run, in a temporary folder, on free ports. They go with this process, however it ends.
 * @param {Shutdown} shutdown
 * @param {Record<string, string | number>} [settings] of PostgreSQL
 * @returns {Promise<{ runFolder: string, folder: string, postgresUrl: string, redisUrl: string }>}
 */
export async function startThrowAwayServers(shutdown, settings = FAST) {
  const folder = throwAwayFolder();
  shutdown.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const runFolder = path.join(folder, 'run');
  const watchdog = startWatchdog(runFolder, { remove: folder });
  shutdown.add(() => watchdog.stop());
  const [postgresUrl, redisUrl] = await Promise.all([
    startPostgres(folder, runFolder, shutdown, settings),
    startRedis(folder, runFolder, shutdown),
  ]);
  return { runFolder, folder, postgresUrl, redisUrl };
}

/** A folder that the server's user can enter. */
function throwAwayFolder() {
  for (const parent of [tmpdir(), '/tmp', '/var/tmp']) {
    const folder = mkdtempSync(path.join(parent, 'kept-test-'));
    chmodSync(folder, 0o755);
    if (canReach(folder, serverUser(path.join(folder, 'postgres')))) return folder;
    rmSync(folder, { recursive: true });
  }
  throw new PlainError('There is no temporary folder that the user of PostgreSQL can enter. Set TMPDIR.');
}

/**
 * @param {string} folder @param {string} runFolder @param {Shutdown} shutdown
 * @param {Record<string, string | number>} settings
 */
async function startPostgres(folder, runFolder, shutdown, settings) {
  const port = await anyFreePort();
  const options = { folder, port, password: 'test', settings, throwAway: true };
  const server = await preparePostgres(options);
  shutdown.check();
  const { stop } = keepRunning({
    ...silent,
    name: 'PostgreSQL',
    kind: 'postgres',
    runFolder,
    spawn: server.spawn,
  });
  shutdown.add(stop);
  await server.ready();
  return server.url('postgres');
}

/** @param {string} folder @param {string} runFolder @param {Shutdown} shutdown */
async function startRedis(folder, runFolder, shutdown) {
  const command = await findRedis();
  if (!command) {
    throw new PlainError(
      'The tests need a redis-server or valkey-server (Debian: apt-get install redis-server).',
    );
  }
  const server = prepareRedis({ command, folder, port: await anyFreePort(), throwAway: true });
  shutdown.check();
  const { stop } = keepRunning({ ...silent, name: 'Redis', kind: 'redis', runFolder, spawn: server.spawn });
  shutdown.add(stop);
  if (!(await server.ready())) throw new PlainError(`Redis (${command}) does not start.`);
  return server.url;
}

/** Whoever waits for the server says that it does not start. */
const silent = { onGiveUp: () => undefined };
