// @ts-check
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { killGroup } from './processes.mjs';
import { forget, remember } from './run-folder.mjs';
import { runTool } from './run.mjs';
import { complain } from './terminal.mjs';

const EXIT_PATIENCE = 10_000;

/** @typedef {{ runFolder: string, folder: string, postgresUrl: string, redisUrl: string }} Servers */

/**
 * Runs Jest on the throw-away servers, its report straight to the terminal unless it is `quiet`.
 * @param {Servers} servers
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean }} [options] `env`: more of the environment
 * @returns {Promise<{ code: number, passed: number, failed: number, output: string }>}
 */
export async function runJest(servers, args, { env: more = {}, quiet = false } = {}) {
  const result = path.join(servers.folder, 'jest.json');
  // What an earlier run left would be taken for the report of this one.
  rmSync(result, { force: true });
  const env = {
    ...process.env,
    ...more,
    NODE_ENV: 'test',
    TEST_POSTGRES_URL: servers.postgresUrl,
    TEST_REDIS_URL: servers.redisUrl,
  };
  /** @type {NodeJS.Timeout | undefined} */
  let watch;
  const { code, output } = await runTool('jest', ['--json', `--outputFile=${result}`, ...args], {
    env,
    // Jest's report goes to the error stream; its JSON, which goes to the other one, is in the file.
    stdio: ['ignore', 'ignore', quiet ? 'pipe' : 'inherit'],
    onSpawn: (pid) => {
      remember(servers.runFolder, { name: 'Jest', kind: 'group', pid });
      watch = endWhenDone(pid, result);
    },
  });
  clearInterval(watch);
  forget(servers.runFolder, 'Jest');
  return { code, output, ...countTests(result, code) };
}

/**
 * A test that leaves a process running keeps Jest waiting for ever. That is a failure, but no reason to hang.
 * @param {number} pid @param {string} result the file that Jest writes when all tests are done
 */
function endWhenDone(pid, result) {
  return setInterval(() => {
    const doneAt = statSync(result, { throwIfNoEntry: false })?.mtimeMs;
    if (doneAt === undefined || Date.now() - doneAt < EXIT_PATIENCE) return;
    complain('Jest does not end: a test has left something open or running.');
    killGroup(pid);
  }, 1_000);
}

/** @param {string} file @param {number} code */
function countTests(file, code) {
  if (!existsSync(file)) return { passed: 0, failed: code === 0 ? 0 : 1 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  // A file that does not even load has no tests that could fail.
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return { passed: report.numPassedTests, failed: failed || (code === 0 ? 0 : 1) };
}
