// @ts-check
import { writeFileSync } from 'node:fs';
import { DATABASE_URL_FILE } from './data-dir.mjs';
import { keepRunning } from './keep-running.mjs';
import { keptPort } from './ports.mjs';
import { ensureDatabase, preparePostgres } from './postgres.mjs';
import { findRedis, prepareRedis } from './redis.mjs';
import { keptSecret } from './secrets.mjs';
import { dim, say, warn } from './terminal.mjs';

/**
 * @typedef {import('./data-dir.mjs').DataDir} DataDir
 * @typedef {import('./shutdown.mjs').Shutdown} Shutdown
 */

const DATABASE = 'kept';

/** @param {Shutdown} shutdown */
const giveUp = (shutdown) => () => void shutdown.stop(1);

/**
 * @param {DataDir} dataDir @param {Shutdown} shutdown
 * @returns {Promise<string>} DATABASE_URL
 */
export async function startPostgres(dataDir, shutdown) {
  const server = await preparePostgres({
    folder: dataDir.path,
    port: await keptPort(dataDir.file('postgres-port')),
    password: keptSecret(dataDir.file('postgres-password')),
  });
  shutdown.check();
  const { runFolder } = dataDir;
  const options = {
    name: 'PostgreSQL',
    kind: /** @type {const} */ ('postgres'),
    runFolder,
    spawn: server.spawn,
  };
  const kept = keepRunning({ ...options, onGiveUp: giveUp(shutdown) });
  shutdown.add(kept.stop);
  await server.ready();
  await ensureDatabase(server, DATABASE);
  const url = server.url(DATABASE);
  writeFileSync(dataDir.file(DATABASE_URL_FILE), `${url}\n`, { mode: 0o600 });
  return url;
}

/**
 * @param {DataDir} dataDir @param {Shutdown} shutdown
 * @returns {Promise<string | null>} REDIS_URL, or null when there is no Redis to be had
 */
export async function startRedis(dataDir, shutdown) {
  const command = await findRedis();
  if (!command) return goWithoutRedis('There is no redis-server or valkey-server here');
  const server = prepareRedis({
    command,
    folder: dataDir.path,
    port: await keptPort(dataDir.file('redis-port')),
    password: keptSecret(dataDir.file('redis-password')),
  });
  shutdown.check();
  const { runFolder } = dataDir;
  const options = { name: 'Redis', kind: /** @type {const} */ ('redis'), runFolder, spawn: server.spawn };
  let gaveUp = false;
  const kept = keepRunning({ ...options, onGiveUp: () => (gaveUp = true) });
  shutdown.add(kept.stop);
  if (await server.ready()) return server.url;
  await kept.stop();
  return goWithoutRedis(gaveUp ? 'Redis does not start' : 'Redis does not answer');
}

/** @param {string} why */
function goWithoutRedis(why) {
  warn(`${why}: Kept runs without it, and the worker delivers straight from the database.`);
  return null;
}

/**
 * @param {DataDir} dataDir @param {string} smsDirectory @param {Shutdown} shutdown
 * @returns {Promise<{ smtpUrl: string, inboxUrl: string }>}
 */
export async function startMail(dataDir, smsDirectory, shutdown) {
  // Imported only now: its packages may just have been installed.
  const { startMailCatcher } = await import('./mail-catcher.mjs');
  shutdown.check();
  const catcher = await startMailCatcher({ directory: dataDir.file('mail'), smsDirectory });
  shutdown.add(catcher.close);
  return catcher;
}

/** @param {string[]} names */
export function reportLeftovers(names) {
  if (names.length > 0) say(dim(`Stopped what an earlier start had left running: ${names.join(', ')}.`));
}
