#!/usr/bin/env node
// @ts-check
// `npm start`: everything that Kept needs, from a fresh clone, until Ctrl-C.
// Until the packages are installed, only what comes with Node may be imported.
import { spawn } from 'node:child_process';
import { missing, isSet, addressOf, checkEnvironment, choosePort } from './lib/app-environment.mjs';
import { printBanner } from './lib/banner.mjs';
import { build, isBuilt } from './lib/build.mjs';
import { openDataDir } from './lib/data-dir.mjs';
import { accountsThere, demoAccounts, firstBookingLine } from './lib/first-booking.mjs';
import { waitUntilHealthy } from './lib/health.mjs';
import { ensureInstalled, requireNodeVersion } from './lib/install.mjs';
import { keepRunning } from './lib/keep-running.mjs';
import { fromRoot, ROOT } from './lib/paths.mjs';
import { stopLeftovers } from './lib/run-folder.mjs';
import { run } from './lib/run.mjs';
import { keptSecret } from './lib/secrets.mjs';
import { createShutdown, Interrupted } from './lib/shutdown.mjs';
import { reportLeftovers, startMail, startPostgres, startRedis } from './lib/start-servers.mjs';
import { complain, explain, PlainError, say } from './lib/terminal.mjs';
import { startWatchdog } from './lib/watchdog.mjs';

const shutdown = createShutdown();

async function start() {
  requireNodeVersion();
  const dataDir = await openDataDir();
  shutdown.add(() => dataDir.release());
  await ensureInstalled();
  await ensureBuilt();
  const { host, port: wantedPort } = await checkEnvironment();
  shutdown.check();
  reportLeftovers(await stopLeftovers(dataDir.runFolder));
  const port = await choosePort({ host, port: wantedPort });
  const watchdog = startWatchdog(dataDir.runFolder);
  shutdown.add(() => watchdog.stop());

  say('Starting …');
  const { environment, inboxUrl } = await startServers(dataDir);
  Object.assign(environment, { HOST: host, PORT: String(port) });
  await migrate(environment);
  const address = addressOf(host, port);
  startApps(dataDir.runFolder, environment);
  await waitUntilHealthy(address, shutdown.check);
  await welcome({ address, inboxUrl, dataDir: dataDir.path });
}

async function ensureBuilt() {
  if (isBuilt()) return;
  say('Building …');
  const { code, output } = await build();
  shutdown.check();
  if (code !== 0) throw new PlainError(`The build failed:\n${output}`);
}

/** @param {import('./lib/data-dir.mjs').DataDir} dataDir */
async function startServers(dataDir) {
  const databaseUrl = isSet('DATABASE_URL') ? undefined : await startPostgres(dataDir, shutdown);
  const redisUrl = isSet('REDIS_URL') ? undefined : await startRedis(dataDir, shutdown);
  const smsDirectory = process.env.SMS_LOG_DIR?.trim() || dataDir.file('sms');
  const mail = isSet('SMTP_URL') ? undefined : await startMail(dataDir, smsDirectory, shutdown);
  const provided = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl ?? undefined,
    SMTP_URL: mail?.smtpUrl,
    SMS_LOG_DIR: smsDirectory,
    JWT_SECRET: isSet('JWT_SECRET') ? undefined : keptSecret(dataDir.file('jwt-secret')),
  };
  const defaults = missing({ DEMO_DATA: 'true', MAIL_FROM: 'Kept <appointments@kept.example>' });
  return {
    environment: { ...process.env, ...defaults, ...withoutUndefined(provided) },
    inboxUrl: mail?.inboxUrl ?? null,
  };
}

/** @param {Record<string, string | undefined>} values */
const withoutUndefined = (values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** @param {NodeJS.ProcessEnv} env */
async function migrate(env) {
  shutdown.check();
  const { code } = await run(process.execPath, [fromRoot('dist/src/migrate.js')], {
    cwd: ROOT,
    env,
    show: true,
  });
  shutdown.check();
  if (code !== 0) throw new PlainError('The database could not be brought up to date.');
}

/** @param {string} runFolder @param {NodeJS.ProcessEnv} env */
function startApps(runFolder, env) {
  shutdown.check();
  const apps = Object.entries({ API: 'dist/src/main.js', worker: 'dist/src/worker.js' }).map(([name, file]) =>
    keepRunning({
      name,
      kind: 'app',
      runFolder,
      // A session of its own (`detached`): Ctrl-C in the terminal is for us to pass on, in the right order.
      spawn: () =>
        spawn(process.execPath, [fromRoot(file)], {
          cwd: ROOT,
          env,
          detached: true,
          stdio: ['ignore', 'inherit', 'inherit'],
        }),
      onGiveUp: () => void shutdown.stop(1),
    }),
  );
  shutdown.add((hurry) => Promise.all(apps.map((app) => app.stop(hurry))));
}

/** @param {{ address: string, inboxUrl: string | null, dataDir: string }} facts */
async function welcome(facts) {
  const accounts = await demoAccounts();
  const bookingLine = await firstBookingLine(facts.address, accounts);
  // Without the demo patient, the others are not in this database either: nobody is tried in vain.
  const there = bookingLine ? await accountsThere(facts.address, accounts) : [];
  shutdown.check();
  // A gateway of the person's own sends them.
  const phonesUrl = facts.inboxUrl && !isSet('SMS_GATEWAY') ? `${facts.inboxUrl}/phones` : null;
  printBanner({ ...facts, phonesUrl, accounts: there, bookingLine });
}

shutdown.listen(0);
try {
  await start();
} catch (error) {
  if (!(error instanceof Interrupted)) {
    complain(explain(error));
    await shutdown.stop(1);
  }
}
