// @ts-check
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { killGroup } from './processes.mjs';
import { forget, remember } from './run-folder.mjs';
import { runTool } from './run.mjs';
import { complain } from './terminal.mjs';

const EXIT_PATIENCE = 10_000;

/**
 * Runs Jest on the throw-away servers, its output straight to the terminal.
 * @param {{ runFolder: string, folder: string, postgresUrl: string, redisUrl: string }} servers
 * @param {string[]} args
 * @returns {Promise<{ code: number, passed: number, failed: number }>}
 */
export async function runJest(servers, args) {
  const result = path.join(servers.folder, 'jest.json');
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    TEST_POSTGRES_URL: servers.postgresUrl,
    TEST_REDIS_URL: servers.redisUrl,
  };
  /** @type {NodeJS.Timeout | undefined} */
  let watch;
  const { code } = await runTool('jest', ['--json', `--outputFile=${result}`, ...args], {
    env,
    // Jest's report goes to the error stream; its JSON, which goes to the other one, is in the file.
    stdio: ['ignore', 'ignore', 'inherit'],
    onSpawn: (pid) => {
      remember(servers.runFolder, { name: 'Jest', kind: 'group', pid });
      watch = endWhenDone(pid, result);
    },
  });
  clearInterval(watch);
  forget(servers.runFolder, 'Jest');
  return { code, ...countTests(result, code) };
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
