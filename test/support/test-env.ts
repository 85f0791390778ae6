import { type Env, readEnv } from '../../src/config/env.js';
import { redisUrl } from './test-database.js';

export const TEST_SECRET = 'a secret that is only used by tests';

/** A checked environment for a test: quiet, without limits on sign-in, and what the test says. */
export function testEnv(databaseUrl: string, overrides: Partial<Env> = {}): Env {
  const env = readEnv({
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: '5',
    REDIS_URL: redisUrl(),
    JWT_SECRET: TEST_SECRET,
    LOG_LEVEL: 'silent',
    PORT: '0',
    LOGIN_ATTEMPTS_PER_15_MINUTES: '0',
    RATE_LIMIT_PER_MINUTE: '0',
  });
  return { ...env, ...overrides };
}
