#!/usr/bin/env node
// @ts-check
// `npm test`: every check there is, on servers of its own. `npm run jest -- ARGUMENTS`: only Jest, with these arguments.
// Until the packages are installed, only what comes with Node may be imported.
import { build } from './lib/build.mjs';
import { ensureInstalled, requireNodeVersion } from './lib/install.mjs';
import { runJest } from './lib/jest.mjs';
import { createShutdown, Interrupted } from './lib/shutdown.mjs';
import { report, runStages, STATIC_STAGES } from './lib/stages.mjs';
import { complain, explain, PlainError } from './lib/terminal.mjs';
import { startThrowAwayServers } from './lib/throw-away-servers.mjs';

const INTERRUPTED = 130;
const WORKERS = '--maxWorkers=2';
const shutdown = createShutdown();

/** @returns {Promise<{ passed: number, failed: number }>} */
async function testEverything() {
  const [servers, failedStages] = await Promise.all([
    startThrowAwayServers(shutdown),
    runStages(STATIC_STAGES, 2),
  ]);
  shutdown.check();
  const startedAt = Date.now();
  const jest = await runJest(servers, [WORKERS]);
  shutdown.check();
  report('tests', jest.code === 0, Date.now() - startedAt);
  if (failedStages.length > 0) complain(`Failed besides the tests: ${failedStages.join(', ')}.`);
  return { passed: jest.passed, failed: jest.failed + failedStages.length };
}

/** @param {string[]} args @returns {Promise<{ passed: number, failed: number }>} */
async function onlyJest(args) {
  const [servers, { code, output }] = await Promise.all([startThrowAwayServers(shutdown), build()]);
  shutdown.check();
  // In the middle of a change, tests of what does not need the build are still worth running.
  if (code !== 0) complain(`The build failed; the tests go on without it.\n${output}`);
  const jest = await runJest(servers, [WORKERS, ...args]);
  shutdown.check();
  return jest;
}

shutdown.listen(INTERRUPTED);
try {
  requireNodeVersion();
  await ensureInstalled();
  const [mode, ...args] = process.argv.slice(2);
  if (mode && mode !== 'jest') throw new PlainError(`Unknown: ${mode}. There is only: test.mjs [jest …]`);
  const { passed, failed } = mode === 'jest' ? await onlyJest(args) : await testEverything();
  await shutdown.stop(failed === 0 ? 0 : 1, { last: `${passed} passed, ${failed} failed` });
} catch (error) {
  if (!(error instanceof Interrupted)) {
    complain(explain(error));
    await shutdown.stop(1, { last: '0 passed, 1 failed' });
  }
}
