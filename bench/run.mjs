#!/usr/bin/env node
// `npm run bench`: every case of bench/cases.ts; `npm run bench -- P1 P4`: only these. What they need is built and
// started here. `--json FILE` writes the figures down, `--seconds N` and `--rounds N` make turns longer and more,
// `--large` adds 10,000,000 appointments to P6. BENCH_POSTGRES_URL (the server's `postgres` database) and
// BENCH_REDIS_URL use servers that are there; `--keep` leaves the filled databases on them for the next run.
import { parseArgs } from 'node:util';
import { build } from '../scripts/lib/build.mjs';
import { ensureInstalled, requireNodeVersion } from '../scripts/lib/install.mjs';
import { createShutdown, Interrupted } from '../scripts/lib/shutdown.mjs';
import { complain, explain, PlainError } from '../scripts/lib/terminal.mjs';
import { startThrowAwayServers } from '../scripts/lib/throw-away-servers.mjs';

/** As safe as in production, and no checkpoint in the middle of a turn. */
const AS_IN_PRODUCTION = {
  max_connections: 200,
  shared_buffers: '512MB',
  max_wal_size: '8GB',
  checkpoint_timeout: '1h',
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '4' },
    keep: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
  },
});

async function servers() {
  const { BENCH_POSTGRES_URL: postgresUrl, BENCH_REDIS_URL: redisUrl } = process.env;
  if (postgresUrl && redisUrl) return { postgresUrl, redisUrl };
  if (values.keep && !postgresUrl)
    throw new PlainError('--keep needs BENCH_POSTGRES_URL: our own server goes.');
  const own = await startThrowAwayServers(shutdown, AS_IN_PRODUCTION);
  return { postgresUrl: postgresUrl ?? own.postgresUrl, redisUrl: redisUrl ?? own.redisUrl };
}

const shutdown = createShutdown();
shutdown.listen(130);
try {
  requireNodeVersion();
  await ensureInstalled();
  const [{ postgresUrl, redisUrl }, { code, output }] = await Promise.all([servers(), build()]);
  if (code !== 0) throw new PlainError(`The build failed.\n${output}`);
  // test/support/ makes the databases, and reads where from here.
  process.env['TEST_POSTGRES_URL'] = postgresUrl;
  process.env['TEST_REDIS_URL'] = redisUrl;
  await import('./frame/typescript.mjs');
  const { runCases } = await import('./cases.ts');
  const met = await runCases(positionals, {
    redisUrl,
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    keep: values.keep,
    large: values.large,
    json: values.json,
  });
  await shutdown.stop(met ? 0 : 1);
} catch (error) {
  if (!(error instanceof Interrupted)) {
    complain(explain(error));
    await shutdown.stop(1);
  }
}
