// @ts-check
import { accessSync, constants, mkdirSync } from 'node:fs';
import path from 'node:path';
import { takeLock } from './lock.mjs';
import { ROOT } from './paths.mjs';
import { PlainError } from './terminal.mjs';

/** Where the embedded database is, while `npm start` runs; for the commands beside it. Only its owner reads it. */
export const DATABASE_URL_FILE = 'database-url';

/**
 * The folder of everything that `npm start` keeps: database, queue, mail, secrets.
 * It is locked as long as this process lives: two starts cannot share one.
 */
export async function openDataDir() {
  const folder = path.resolve(ROOT, process.env.DATA_DIR || '.data');
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new PlainError(`DATA_DIR ${folder} cannot be written to: ${/** @type {Error} */ (error).message}`);
  }
  const lock = await takeLock(path.join(folder, 'kept.lock'));
  if (lock.heldBy !== undefined) {
    throw new PlainError(`Kept is already running with the data in ${folder} (process ${lock.heldBy}).`);
  }
  return {
    path: folder,
    runFolder: path.join(folder, 'run'),
    /** @param {string} name */
    file: (name) => path.join(folder, name),
    release: lock.release,
  };
}

/** @typedef {Awaited<ReturnType<typeof openDataDir>>} DataDir */
