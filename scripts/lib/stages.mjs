// @ts-check
import { build } from './build.mjs';
import { runTool } from './run.mjs';
import { dim, green, red, say } from './terminal.mjs';

/** @typedef {{ code: number, output: string }} Result */
/** @typedef {{ name: string, work: () => Promise<Result> }} Stage */

/** The longest first: two of them run beside each other. @type {Stage[]} */
export const STATIC_STAGES = [
  { name: 'lint', work: () => runTool('eslint', ['.']) },
  { name: 'build', work: build },
  { name: 'types', work: checkTypes },
  { name: 'formatting', work: () => runTool('prettier', ['--check', '--log-level=warn', '.']) },
  {
    name: 'dependency rules',
    work: () => runTool('depcruise', ['src', 'migrations', '--config', '.dependency-cruiser.mjs']),
  },
];

async function checkTypes() {
  const product = await runTool('tsc', ['--noEmit']);
  const scripts = await runTool('tsc', ['--noEmit', '-p', 'scripts']);
  return { code: product.code || scripts.code, output: product.output + scripts.output };
}

/**
 * Runs stages, some at a time, and says of each how it went.
 * @param {Stage[]} stages
 * @param {number} lanes
 * @returns {Promise<string[]>} the names of those that failed
 */
export async function runStages(stages, lanes) {
  const waiting = [...stages];
  /** @type {string[]} */
  const failed = [];
  const lane = async () => {
    for (let stage = waiting.shift(); stage; stage = waiting.shift()) {
      if (!(await runStage(stage))) failed.push(stage.name);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return failed;
}

/** @param {Stage} stage @returns {Promise<boolean>} whether it passed */
async function runStage({ name, work }) {
  const startedAt = Date.now();
  const { code, output } = await work();
  report(name, code === 0, Date.now() - startedAt);
  if (code !== 0) say(output.trimEnd());
  return code === 0;
}

/** @param {string} name @param {boolean} passed @param {number} milliseconds */
export function report(name, passed, milliseconds) {
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`;
  say(`${passed ? green('✓') : red('✗')} ${name.padEnd(18)} ${dim(seconds.padStart(8))}`);
}
