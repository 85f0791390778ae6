// One digest over what the built rules make of many local times, for a process with a zone of its own (TZ). Its types are
// not checked: the build need not be there when types are.
import { createHash } from 'node:crypto';
import { boundsOfDay, localSpan, parseDay } from '../../dist/src/domain/local-time.js';

const ZONES = Intl.supportedValuesOf('timeZone');
/** Around these days clocks change somewhere, a day is skipped, the year ends or has its leap day. */
const DATES = [
  '2026-03-08',
  '2026-03-29',
  '2026-10-25',
  '2026-11-01',
  '2011-12-30',
  '2024-02-29',
  '2025-12-31',
];
const QUARTERS = 96;

const hash = createHash('sha256');
for (let n = 0; n < Number(process.argv[2]); n++) {
  const zone = ZONES[(n * 31) % ZONES.length] ?? 'UTC';
  const day = parseDay(DATES[n % DATES.length] ?? '') + ((n >> 3) % 3) - 1;
  const start = ((n * 7) % QUARTERS) * 15;
  const end = ((n * 13 + 5) % QUARTERS) * 15;
  hash.update(JSON.stringify([zone, boundsOfDay(zone, day), localSpan(zone, day, start, end)]));
}
process.stdout.write(hash.digest('hex'));
