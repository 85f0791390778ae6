import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { DRILL_TIMEOUT_MS, figure, sized } from '../support/drill.js';

const CASES = sized(1_000, 10_000);
const ZONES = ['UTC', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Apia'];

/**
 * D8: where a server stands changes nothing. That the answers are right is shown beside the rules themselves
 * (src/domain/local-time.spec.ts), which the drill runs in each of these zones.
 */
describe('D8 time', () => {
  it(
    'is read to the same byte in whatever zone the process runs',
    async () => {
      const digests = await Promise.all(
        ZONES.map(async (TZ) => {
          const args = [resolve('test/drills/time-digest.mjs'), String(CASES)];
          const env = { PATH: process.env['PATH'], TZ };
          return (await promisify(execFile)(process.execPath, args, { env })).stdout;
        }),
      );
      for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/);
      expect(new Set(digests).size).toBe(1);
      figure(
        'D8',
        `${CASES} local times near changes of clocks, in ${ZONES.length} zones of the process: one digest`,
      );
    },
    DRILL_TIMEOUT_MS,
  );
});
