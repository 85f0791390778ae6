// @ts-check
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isRunning } from './processes.mjs';

/**
 * Takes a lock that ends with its holder: a lock file whose process is gone counts for nothing.
 * @param {string} file
 * @returns {Promise<{ release: () => void, heldBy?: undefined } | { heldBy: number }>}
 */
export async function takeLock(file) {
  const mine = JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) });
  mkdirSync(path.dirname(file), { recursive: true });
  for (;;) {
    const holder = claim(file, mine);
    if (holder) return { heldBy: holder };
    // Two who found the same stale file may both have replaced it: whoever wrote last has it.
    await sleep(50);
    if (read(file) === mine) return { release: () => releaseLock(file, mine) };
  }
}

/**
 * Takes the lock, waiting for whoever holds it now.
 * @param {string} file
 */
export async function waitForLock(file) {
  for (;;) {
    const lock = await takeLock(file);
    if (lock.heldBy === undefined) return lock;
    await sleep(200);
  }
}

/** @param {string} file @param {string} mine @returns {number | null} the pid of a living holder */
function claim(file, mine) {
  const content = read(file);
  if (content !== null) {
    const holder = parse(content);
    if (holder && isRunning(holder)) return holder.pid;
    rmSync(file, { force: true });
  }
  try {
    writeFileSync(file, mine, { flag: 'wx' });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  return null;
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** @param {string} content @returns {import('./processes.mjs').KnownProcess | null} */
function parse(content) {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}

/** @param {string} file @param {string} mine */
function releaseLock(file, mine) {
  if (read(file) === mine) rmSync(file, { force: true });
}
