// @ts-check
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const OWNER_ONLY = 0o600;

/**
 * A secret made once and kept in a file that only its owner can read.
 * @param {string} file
 * @returns {string} 43 characters, safe in a URL
 */
export function keptSecret(file) {
  const kept = readSecret(file);
  if (kept) {
    chmodSync(file, OWNER_ONLY);
    return kept;
  }
  const secret = randomBytes(32).toString('base64url');
  // Written aside and renamed: a start that was cut off never leaves half a secret.
  writeFileSync(`${file}.new`, `${secret}\n`, { mode: OWNER_ONLY });
  renameSync(`${file}.new`, file);
  return secret;
}

/** @param {string} file */
function readSecret(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return '';
    throw error;
  }
}
