// @ts-check
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './run.mjs';
import { say } from './terminal.mjs';

/**
 * A server that is ready to be started, any number of times.
 * @typedef {{ spawn: () => import('node:child_process').ChildProcess, ready: () => Promise<boolean>, url: string }} RedisServer
 */

/**
 * The Redis of this machine; on Debian, as root, installed when there is none.
 * @returns {Promise<string | null>} the path of the server
 */
export async function findRedis() {
  const found = findOnPath();
  if (found || !mayInstall()) return found;
  say('Installing redis-server from Debian (there is no Redis here) …');
  // RUNLEVEL=1: the package shall not start a server of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const install = ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'];
  for (const args of [install, ['update', '-qq'], install]) {
    const { code } = await run('apt-get', args, { env, timeout: 180_000 });
    if (code === 0 && args === install) break;
  }
  return findOnPath();
}

function findOnPath() {
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter),
    '/usr/bin',
    '/usr/local/bin',
    '/opt/homebrew/bin',
  ];
  const candidates = ['redis-server', 'valkey-server'].flatMap((name) =>
    folders.filter(Boolean).map((folder) => path.join(folder, name)),
  );
  return candidates.find(isExecutable) ?? null;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const mayInstall = () =>
  process.getuid?.() === 0 && fs.existsSync('/etc/debian_version') && isExecutable('/usr/bin/apt-get');

/**
 * @param {object} options
 * @param {string} options.command the server's path
 * @param {string} options.folder holds `redis/` (the data) and `redis.log`
 * @param {number} options.port
 * @param {string} [options.password]
 * @param {boolean} [options.throwAway] keeps nothing on disk
 * @returns {RedisServer}
 */
export function prepareRedis({ command, folder, port, password, throwAway = false }) {
  const data = path.join(folder, 'redis');
  fs.mkdirSync(data, { recursive: true, mode: 0o700 });
  const configuration = path.join(data, 'redis.conf');
  // A file, not arguments: everybody can read a command line, and the password is in here.
  fs.writeFileSync(configuration, configurationOf({ data, port, password, throwAway }), { mode: 0o600 });
  const log = path.join(folder, 'redis.log');
  return {
    spawn: () => spawnServer(command, configuration, log),
    ready: () => waitUntilReady(port, password),
    url: `redis://${password ? `:${password}@` : ''}127.0.0.1:${port}`,
  };
}

/** @param {{ data: string, port: number, password?: string, throwAway: boolean }} options */
function configurationOf({ data, port, password, throwAway }) {
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${JSON.stringify(data)}`,
    'daemonize no',
    'save ""',
    `appendonly ${throwAway ? 'no' : 'yes'}`,
    // A queue must never lose a job to make room.
    'maxmemory-policy noeviction',
  ];
  if (password) lines.push(`requirepass ${password}`);
  return `${lines.join('\n')}\n`;
}

/** @param {string} command @param {string} configuration @param {string} log */
function spawnServer(command, configuration, log) {
  const output = fs.openSync(log, 'w', 0o600);
  try {
    return spawn(command, [configuration], { detached: true, stdio: ['ignore', output, output] });
  } finally {
    fs.closeSync(output);
  }
}

/** @param {number} port @param {string} [password] */
async function waitUntilReady(port, password) {
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    if ((await ping(port, password)).includes('+PONG')) return true;
    await sleep(50);
  }
  return false;
}

/** @param {number} port @param {string} [password] @returns {Promise<string>} what it answered */
function ping(port, password) {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(port, '127.0.0.1', () =>
      socket.end(`${password ? `AUTH ${password}\r\n` : ''}PING\r\nQUIT\r\n`),
    );
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}
