// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitForLock } from './lock.mjs';
import { fromRoot, ROOT } from './paths.mjs';
import { runTool } from './run.mjs';

const SOURCES = [
  'src',
  'migrations',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  'package-lock.json',
];
const STAMP = fromRoot('dist', '.built-from');
const LOCK = fromRoot('.build.lock');

/** Whether dist/ was built from the sources as they are now. */
export function isBuilt() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();
}

/**
 * Runs `nest build` unless dist/ is up to date. Two at once in one clone wait for each other.
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function build() {
  const lock = await waitForLock(LOCK);
  try {
    if (isBuilt()) return { code: 0, output: '' };
    const before = fingerprint();
    const result = await runTool('nest', ['build']);
    // A source that changed meanwhile leaves the old fingerprint, and so asks for another build.
    if (result.code === 0) writeFileSync(STAMP, before);
    return result;
  } finally {
    lock.release();
  }
}

/** Names, sizes and times of all sources: a file that was changed, added or deleted makes another text. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const source of SOURCES) addTo(hash, fromRoot(source));
  return hash.digest('hex');
}

/** @param {import('node:crypto').Hash} hash @param {string} file */
function addTo(hash, file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats || file.endsWith('.spec.ts')) return;
  if (stats.isDirectory()) {
    for (const name of readdirSync(file).sort()) addTo(hash, path.join(file, name));
    return;
  }
  hash.update(`${path.relative(ROOT, file)} ${stats.size} ${stats.mtimeMs}\n`);
}
