// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { forget, remember } from './run-folder.mjs';
import { runTool } from './run.mjs';

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
  const { code } = await runTool('jest', ['--json', `--outputFile=${result}`, ...args], {
    env,
    // Jest's report goes to the error stream; its JSON, which goes to the other one, is in the file.
    stdio: ['ignore', 'ignore', 'inherit'],
    onSpawn: (pid) => void remember(servers.runFolder, { name: 'Jest', kind: 'group', pid }),
  });
  forget(servers.runFolder, 'Jest');
  return { code, ...countTests(result, code) };
}

/** @param {string} file @param {number} code */
function countTests(file, code) {
  if (!existsSync(file)) return { passed: 0, failed: code === 0 ? 0 : 1 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  // A file that does not even load has no tests that could fail.
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return { passed: report.numPassedTests, failed: failed || (code === 0 ? 0 : 1) };
}
