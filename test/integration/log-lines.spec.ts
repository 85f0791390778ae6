import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const MODULE = pathToFileURL('dist/src/platform/logging/log-lines.js').href;

/** What a process writes that logs a line and then ends like this. */
function outputOf(ending: string): string {
  const script = `import { STDOUT } from '${MODULE}';\nSTDOUT.write('the last line\\n');\n${ending}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script]).stdout.toString();
}

describe('the last log lines of a process', () => {
  it.each([
    ['comes to its end', ''],
    ['is told to exit', 'process.exit(1);'],
    ['throws what nobody catches', `throw new Error('of the test');`],
    ['rejects what nobody catches', `await Promise.reject(new Error('of the test'));`],
  ])('are written when it %s', (_, ending) => {
    expect(outputOf(ending)).toBe('the last line\n');
  });
});
