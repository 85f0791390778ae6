// @ts-check
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** @typedef {{ id: string, to: string, text: string, date: string }} Text `to`: E.164; `date`: ISO 8601 */

/** As the log gateway names them; the ids grow with time. */
const FILE = /^log-[0-9a-f-]{36}\.json$/;

/**
 * The text messages that the log gateway keeps in `SMS_LOG_DIR`, the newest first.
 * @param {string} directory which may not be there yet
 */
export function openSmsStore(directory) {
  return {
    /** @param {number} limit @returns {Promise<Text[]>} */
    async list(limit) {
      const names = namesIn(directory).filter((name) => FILE.test(name));
      const newest = names.sort().reverse().slice(0, limit);
      return Promise.all(
        newest.map(async (name) => JSON.parse(await readFile(path.join(directory, name), 'utf8'))),
      );
    },
  };
}

/** @param {string} directory */
function namesIn(directory) {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return [];
    throw error;
  }
}

/** @typedef {ReturnType<typeof openSmsStore>} SmsStore */
