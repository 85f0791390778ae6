import { InvalidEnvironment } from './env-reader.js';
import { type Env, readEnv } from './env.js';

/** For the entry points: a bad environment ends the process with one clear line each. */
export function readEnvOrExit(): Env {
  return orExit(readEnv);
}

/** The same for another way of reading it. */
export function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidEnvironment)) throw error;
    for (const problem of error.problems) process.stderr.write(`kept: ${problem}\n`);
    process.exit(1);
  }
}
