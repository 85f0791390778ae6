// @ts-check
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runJest } from './jest.mjs';
import { green, red, say } from './terminal.mjs';

/** @typedef {import('./drills.mjs').Drill} Drill */
/** @typedef {{ id: string, promise: string, figures: string[], passed: boolean, seconds: number, output: string }} DrillResult */

/**
 * One drill in full.
 * @param {import('./jest.mjs').Servers} servers
 * @param {Drill} drill
 * @returns {Promise<DrillResult>}
 */
export async function runDrill(servers, { id, promise, specs, env, zones = [''] }) {
  const file = path.join(servers.folder, 'figures.jsonl');
  rmSync(file, { force: true });
  const startedAt = Date.now();
  let output = '';
  let passed = true;
  for (const zone of zones) {
    const full = { DRILL_SCALE: 'full', DRILL_FIGURES: file, ...env, ...(zone && { TZ: zone }) };
    // Each measures what it does: nothing runs beside it.
    const jest = await runJest(servers, ['--maxWorkers=1', ...specs], { env: full, quiet: true });
    if (jest.failed > 0 || jest.passed === 0) {
      passed = false;
      output += jest.output;
    }
  }
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  return { id, promise, figures: readFigures(file), passed, seconds, output };
}

/** @param {string} file @returns {string[]} what the specs told by `figure` (test/support/drill.ts) */
function readFigures(file) {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return [...new Set(lines.map((line) => /** @type {string} */ (JSON.parse(line).text)))];
}

/** @param {DrillResult[]} results */
export function printDrills(results) {
  const width = Math.max(...results.map(({ promise }) => promise.length));
  say();
  for (const { id, promise, figures, passed } of results) {
    const mark = passed ? green('passed') : red('failed');
    const [first = '–', ...others] = figures;
    say(`${id.padEnd(4)} ${promise.padEnd(width)}  ${mark}  ${first}`);
    for (const other of others) say(`${' '.repeat(width + 15)}${other}`);
  }
  say();
}
