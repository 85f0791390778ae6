// @ts-check
import { interruptCommands } from './run.mjs';
import { say } from './terminal.mjs';

/** Thrown into whatever was under way when the person stopped it. */
export class Interrupted extends Error {}

/** @typedef {(hurry: AbortSignal) => Promise<unknown> | void} StopStep */

/**
 * Stops everything once, in the reverse order of its start, and ends this process.
 * Under npm one Ctrl-C arrives twice (from the terminal, and passed on by npm): only one that comes a second later hurries.
 */
export function createShutdown() {
  /** @type {StopStep[]} */
  const steps = [];
  const hurry = new AbortController();
  let startedAt = 0;

  /**
   * @param {number} code
   * @param {{ first?: string, last?: string }} [lines] what to say before and after
   */
  const stop = async (code, { first, last } = {}) => {
    if (startedAt) return;
    startedAt = Date.now();
    if (first) say(first);
    interruptCommands();
    for (const step of steps.reverse()) {
      try {
        await step(hurry.signal);
      } catch (error) {
        say(`While stopping: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (last) say(last);
    process.exit(code);
  };

  /** @param {number} code of the exit */
  const listen = (code) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        if (startedAt && Date.now() - startedAt > 1_000) hurry.abort();
        void stop(code, { first: '\nStopping …', last: 'Stopped.' });
      });
    }
    // A terminal that went away must not keep us from stopping.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  };

  return {
    stop,
    listen,
    /** @param {StopStep} step done before all that were added earlier */
    add: (step) => void steps.push(step),
    /** Called before anything is started: nothing may start once the stop has begun. */
    check: () => {
      if (startedAt) throw new Interrupted();
    },
  };
}

/** @typedef {ReturnType<typeof createShutdown>} Shutdown */
