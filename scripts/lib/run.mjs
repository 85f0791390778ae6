// @ts-check
import { spawn } from 'node:child_process';
import { fromRoot } from './paths.mjs';
import { killGroup } from './processes.mjs';

/** Commands under way, so that an interrupted start can take them along. @type {Set<number>} */
const underWay = new Set();
let interrupted = false;

/**
 * Runs a command to its end and collects what it prints. It has a process group of its own: Ctrl-C in the terminal is for
 * us to pass on, and what it leaves running goes with it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { show?: boolean, onSpawn?: (pid: number) => void }} [options]
 *   `show`: its output goes straight to the terminal
 * @returns {Promise<{ code: number, output: string }>} code 127 when the command does not exist
 */
export function run(command, args, { show = false, onSpawn, ...options } = {}) {
  if (interrupted) return Promise.resolve({ code: 1, output: 'Interrupted\n' });
  return new Promise((resolve) => {
    const out = show ? 'inherit' : 'pipe';
    const child = spawn(command, args, { stdio: ['ignore', out, out], detached: true, ...options });
    const { pid } = child;
    let output = '';
    /** @param {number} code */
    const finish = (code) => {
      if (pid) underWay.delete(pid);
      resolve({ code, output });
    };
    if (pid) {
      underWay.add(pid);
      onSpawn?.(pid);
    }
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => (output += String(chunk)));
    child.once('error', (error) => {
      output += `${error.message}\n`;
      finish(127);
    });
    // On "exit", not only on "close": a forgotten grandchild may hold the pipe open.
    child.once('exit', () => pid && killGroup(pid));
    child.once('close', (code) => finish(code ?? 1));
  });
}

/** Ends the commands under way, with all that they started, and lets no more begin. @param {NodeJS.Signals} signal */
export function interruptCommands(signal = 'SIGTERM') {
  interrupted = true;
  for (const pid of underWay) {
    try {
      process.kill(-pid, signal);
    } catch {
      // It has just ended.
    }
  }
}

/**
 * Runs the command of an installed package with this very Node.
 * @param {string} name as in node_modules/.bin
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runTool(name, args, options) {
  return run(process.execPath, [fromRoot('node_modules', '.bin', name), ...args], {
    cwd: fromRoot(),
    ...options,
  });
}
