// @ts-check
import { pathToFileURL } from 'node:url';
import { fromRoot } from './paths.mjs';
import { anyFreePort, freePortFrom, isPortFree } from './ports.mjs';
import { PlainError, warn } from './terminal.mjs';

/**
 * The checks and defaults of the environment live in src/config/env.ts. This asks it what it makes of the environment,
 * with stand-ins for what the start script is going to provide.
 * @returns {Promise<{ host: string, port: number }>}
 */
export async function checkEnvironment() {
  const { readEnv } = await import(pathToFileURL(fromRoot('dist/src/config/env.js')).href);
  const standIns = { DATABASE_URL: 'postgres://kept@127.0.0.1/kept', JWT_SECRET: 'x'.repeat(64) };
  try {
    return readEnv({ ...process.env, ...missing(standIns) });
  } catch (error) {
    throw new PlainError(/** @type {Error} */ (error).message.replaceAll('\n', '\n  '));
  }
}

/** Those of the values that the person has not set. @param {Record<string, string>} values */
export function missing(values) {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isSet(name)));
}

/** An empty variable counts as none. @param {string} name */
export const isSet = (name) => Boolean(process.env[name]?.trim());

/**
 * @param {{ host: string, port: number }} wanted
 * @returns {Promise<number>} the wanted port, or, unless it was asked for, the next free one
 */
export async function choosePort({ host, port }) {
  if (port === 0) return anyFreePort();
  if (await isPortFree(port, host)) return port;
  if (isSet('PORT')) throw new PlainError(`Port ${port} on ${host} is in use. Set PORT to another one.`);
  const other = await freePortFrom(port + 1, host);
  warn(`Port ${port} is in use: Kept takes ${other}.`);
  return other;
}

/** Where this machine reaches the API. @param {string} host @param {number} port */
export function addressOf(host, port) {
  const everywhere = host === '0.0.0.0' || host === '::' || host === '*';
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
