// @ts-check
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OWNER, stopLeftovers } from './run-folder.mjs';

const THIS_FILE = fileURLToPath(import.meta.url);

/**
 * Starts a process that stops everything of the run folder when this one dies without stopping it (kill -9).
 * It holds the reading end of a pipe whose writing end only we have: when we are gone, however we went, it reads the end.
 *
 * @param {string} runFolder
 * @param {{ remove?: string }} [options] a folder to delete afterwards
 * @returns {{ stop: () => Promise<void> }}
 */
export function startWatchdog(runFolder, { remove = '' } = {}) {
  const child = spawn(process.execPath, [THIS_FILE, runFolder, OWNER, remove], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  child.stdin?.on('error', () => undefined);
  const gone = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  return {
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** @param {string} runFolder @param {string} owner @param {string} remove */
async function watch(runFolder, owner, remove) {
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once('close', resolve));
  await stopLeftovers(runFolder, { owner });
  if (remove) rmSync(remove, { recursive: true, force: true });
}

if (process.argv[1] === THIS_FILE) {
  const [, , runFolder = '', owner = '', remove = ''] = process.argv;
  await watch(runFolder, owner, remove);
}
