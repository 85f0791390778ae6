// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { forget, remember } from './run-folder.mjs';
import { stopProcess } from './processes.mjs';
import { complain, warn } from './terminal.mjs';

const QUICK_CRASH = 10_000;
const PATIENCE = 5;

/**
 * Starts a process and starts it again when it ends by itself, each time after a longer pause.
 *
 * @param {object} options
 * @param {string} options.name
 * @param {import('./processes.mjs').ProcessKind} options.kind
 * @param {string} options.runFolder
 * @param {() => import('node:child_process').ChildProcess} options.spawn
 * @param {(name: string) => void} options.onGiveUp after five quick crashes in a row
 * @returns {{ stop: (hurry?: AbortSignal) => Promise<void> }}
 */
export function keepRunning({ name, kind, runFolder, spawn, onGiveUp }) {
  let stopping = false;
  let crashes = 0;
  /** @type {NodeJS.Timeout | undefined} */
  let pause;
  /** @type {import('./run-folder.mjs').RunRecord | undefined} */
  let current;
  /** Until the child is not only gone but also reaped: a container's first process may not do that for us. */
  let reaped = Promise.resolve();

  const launch = () => {
    const child = spawn();
    const startedAt = Date.now();
    current = child.pid ? remember(runFolder, { name, kind, pid: child.pid }) : undefined;
    const ended = once((/** @type {string} */ how) => onEnd(how, Date.now() - startedAt));
    if (child.pid) reaped = new Promise((resolve) => child.once('exit', () => resolve()));
    child.once('error', (error) => ended(error.message));
    child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
  };

  /** @param {string} how @param {number} lived in milliseconds */
  const onEnd = (how, lived) => {
    if (stopping) return;
    crashes = lived < QUICK_CRASH ? crashes + 1 : 1;
    if (crashes >= PATIENCE) {
      complain(`${name} ended ${PATIENCE} times in a row (${how}): giving up.`);
      return onGiveUp(name);
    }
    const wait = 500 * 2 ** (crashes - 1);
    warn(`${name} ended unexpectedly (${how}); starting it again in ${wait / 1000} s.`);
    pause = setTimeout(launch, wait);
  };

  launch();
  return {
    stop: async (hurry) => {
      stopping = true;
      clearTimeout(pause);
      if (current) await stopProcess(current, kind, hurry);
      await Promise.race([reaped, sleep(1_000)]);
      forget(runFolder, name);
    },
  };
}

/** @template T @param {(value: T) => void} action @returns {(value: T) => void} */
function once(action) {
  let done = false;
  return (value) => {
    if (done) return;
    done = true;
    action(value);
  };
}
