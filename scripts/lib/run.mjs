// @ts-check
import { spawn } from 'node:child_process';

/** Commands under way, so that an interrupted start can take them along. @type {Set<import('node:child_process').ChildProcess>} */
const underWay = new Set();

/**
 * Runs a command to its end and collects what it prints.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { show?: boolean, input?: string, onOutput?: (text: string) => void }} [options]
 *   `show`: its output goes straight to the terminal; `input`: what it reads on its standard input
 * @returns {Promise<{ code: number, output: string }>} code 127 when the command does not exist
 */
export function run(command, args, { show = false, input, onOutput, ...options } = {}) {
  return new Promise((resolve) => {
    const out = show ? 'inherit' : 'pipe';
    const child = spawn(command, args, {
      stdio: [input === undefined ? 'ignore' : 'pipe', out, out],
      ...options,
    });
    let output = '';
    /** @param {Buffer} chunk */
    const collect = (chunk) => {
      output += chunk.toString();
      onOutput?.(chunk.toString());
    };
    underWay.add(child);
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', (error) => finish(127, `${output}${error.message}\n`));
    child.once('close', (code, signal) => finish(code ?? (signal ? 1 : 0), output));
    child.stdin?.on('error', () => undefined).end(input);

    /** @param {number} code @param {string} text */
    const finish = (code, text) => {
      underWay.delete(child);
      resolve({ code, output: text });
    };
  });
}

/** Ends the commands under way. @param {NodeJS.Signals} signal */
export function interruptCommands(signal = 'SIGTERM') {
  for (const child of underWay) child.kill(signal);
}
