// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { PlainError, warn } from './terminal.mjs';

const PATIENCE = 60_000;
const ALIVE_BUT_NOT_READY = 15_000;

/**
 * Waits until the API takes requests. Without Redis it calls itself degraded, which is good enough to begin.
 * @param {string} address @param {() => void} check throws when the start was interrupted
 */
export async function waitUntilHealthy(address, check) {
  const startedAt = Date.now();
  while (Date.now() - startedAt < PATIENCE) {
    check();
    const ready = await get(`${address}/health/ready`);
    if (ready.status === 200 || ready.body.includes('"degraded"')) return;
    if (
      Date.now() - startedAt > ALIVE_BUT_NOT_READY &&
      (await get(`${address}/health/live`)).status === 200
    ) {
      return warn(`The API runs, but does not call itself ready: ${ready.body.slice(0, 200)}`);
    }
    await sleep(100);
  }
  throw new PlainError(`The API does not answer at ${address}.`);
}

/** @param {string} url @returns {Promise<{ status: number, body: string }>} */
async function get(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return { status: response.status, body: await response.text() };
  } catch {
    return { status: 0, body: '' };
  }
}
