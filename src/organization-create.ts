import 'reflect-metadata';
import { readOrganizationEnv } from './config/env.js';
import { orExit } from './config/read-env-or-exit.js';
import { createOrganization } from './setup/create-organization.js';
import { runCommand, tell } from './setup/run-command.js';

const { env, adminPassword } = orExit(readOrganizationEnv);
await runCommand(() => createOrganization(env, process.argv.slice(2), adminPassword, tell));
