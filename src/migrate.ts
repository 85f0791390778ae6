import 'reflect-metadata';
import { readSetUpEnv } from './config/env.js';
import { orExit } from './config/read-env-or-exit.js';
import { DEMO } from './demo/load-demo.js';
import { runCommand, tell } from './setup/run-command.js';
import { setUp } from './setup/set-up.js';

const env = orExit(readSetUpEnv);
await runCommand(() => setUp(env, tell, DEMO));
