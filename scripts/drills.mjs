#!/usr/bin/env node
// @ts-check
// `npm run drills`: every promise that can be broken is tried in full, on servers of its own. `npm run drills -- D6 D10`:
// only these. `--json FILE` writes the figures down for a machine to read.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from './lib/build.mjs';
import { DRILLS, drillsNamed } from './lib/drills.mjs';
import { printDrills, runDrill } from './lib/run-drill.mjs';
import { ensureInstalled, requireNodeVersion } from './lib/install.mjs';
import { createShutdown, Interrupted } from './lib/shutdown.mjs';
import { report } from './lib/stages.mjs';
import { complain, explain, PlainError, say } from './lib/terminal.mjs';
import { startThrowAwayServers } from './lib/throw-away-servers.mjs';

const INTERRUPTED = 130;
const shutdown = createShutdown();

function readArguments() {
  const options = { json: { type: /** @type {const} */ ('string') } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const drills = drillsNamed(positionals);
  if (drills.length < positionals.length)
    throw new PlainError(`There are these drills: ${DRILLS.map(({ id }) => id).join(', ')}.`);
  return { drills, json: values.json };
}

/** @param {import('./lib/drills.mjs').Drill[]} drills */
async function runAll(drills) {
  const [servers, { code, output }] = await Promise.all([startThrowAwayServers(shutdown), build()]);
  shutdown.check();
  if (code !== 0) throw new PlainError(`The build failed:\n${output}`);
  const results = [];
  for (const drill of drills) {
    const result = await runDrill(servers, drill);
    shutdown.check();
    report(`${drill.id} ${drill.promise}`.slice(0, 40).padEnd(40), result.passed, result.seconds * 1000);
    if (!result.passed) say(result.output);
    results.push(result);
  }
  return results;
}

/** @param {string} file @param {import('./lib/run-drill.mjs').DrillResult[]} results */
function writeJson(file, results) {
  const kept = results.map(({ id, promise, figures, passed, seconds }) => ({
    id,
    promise,
    figures,
    passed,
    seconds,
  }));
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
}

shutdown.listen(INTERRUPTED);
try {
  requireNodeVersion();
  await ensureInstalled();
  const { drills, json } = readArguments();
  const results = await runAll(drills);
  printDrills(results);
  if (json) writeJson(json, results);
  const failed = results.filter(({ passed }) => !passed).length;
  await shutdown.stop(failed === 0 ? 0 : 1, { last: `${results.length - failed} passed, ${failed} failed` });
} catch (error) {
  if (!(error instanceof Interrupted)) {
    complain(explain(error));
    await shutdown.stop(1);
  }
}
