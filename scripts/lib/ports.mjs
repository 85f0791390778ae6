// @ts-check
import net from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';

const LOOPBACK = '127.0.0.1';

/**
 * Whether a server could listen there now.
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>}
 */
export function isPortFree(port, host = LOOPBACK) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** Any port that is free now. @returns {Promise<number>} */
export function anyFreePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host: LOOPBACK, exclusive: true }, () => {
      const { port } = /** @type {net.AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/**
 * The first free port from `first` upwards; any free one when the next twenty are taken too.
 * @param {number} first
 * @param {string} [host]
 */
export async function freePortFrom(first, host = LOOPBACK) {
  for (let port = first; port < first + 20; port += 1) {
    if (await isPortFree(port, host)) return port;
  }
  return anyFreePort();
}

/**
 * The port of an earlier start when it is still free, else another, kept for the next start.
 * @param {string} file
 */
export async function keptPort(file) {
  const kept = readPort(file);
  if (kept && (await isPortFree(kept))) return kept;
  const port = await anyFreePort();
  writeFileSync(file, `${port}\n`);
  return port;
}

/** @param {string} file */
function readPort(file) {
  try {
    const port = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
  } catch {
    return null;
  }
}
