import { InvalidEnvironment } from './env-reader.js';
import { readEnv, readSetUpEnv } from './env.js';

const GOOD = { DATABASE_URL: 'postgres://kept@localhost/kept', JWT_SECRET: 'x'.repeat(32) };

function problemsOf(source: Record<string, string>): readonly string[] {
  try {
    readEnv(source);
    return [];
  } catch (error) {
    if (error instanceof InvalidEnvironment) return error.problems;
    throw error;
  }
}

describe('the environment', () => {
  it('has a default for everything but the database and the secret', () => {
    expect(problemsOf({})).toEqual([
      expect.stringContaining('DATABASE_URL is required'),
      expect.stringContaining('JWT_SECRET is required'),
    ]);
    expect(readEnv(GOOD)).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000',
    });
    expect(readSetUpEnv({ DATABASE_URL: GOOD.DATABASE_URL }).jwtSecret.length).toBeGreaterThanOrEqual(32);
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', '3000 '.repeat(2)],
    ['DATABASE_URL', 'mysql://localhost'],
    ['REDIS_URL', 'localhost:6379'],
    ['JWT_SECRET', 'too short'],
    ['JWT_SECRET_PREVIOUS', 'too short'],
    ['DEMO_DATA', 'maybe'],
    ['SMS_GATEWAY', 'pigeon'],
    ['LOG_LEVEL', 'loud'],
    ['PUBLIC_URL', 'kept.example'],
    ['METRICS_PORT', '99999'],
  ])('refuses %s=%s with one line that names it', (name, value) => {
    const problems = problemsOf({ ...GOOD, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
  });

  it('takes a first admin only with an email address and a password', () => {
    const admin = { ...GOOD, ADMIN_EMAIL: 'root@hope.example', ADMIN_PASSWORD: 'long enough' };
    expect(readEnv(admin).firstAdmin).toEqual({
      email: 'root@hope.example',
      password: 'long enough',
      national_id: null,
    });
    expect(problemsOf({ ...admin, ADMIN_PASSWORD: '' })).toEqual([
      'ADMIN_EMAIL and ADMIN_PASSWORD go together',
    ]);
    expect(problemsOf({ ...admin, ADMIN_EMAIL: 'root' })).toEqual([
      'ADMIN_EMAIL must be an email address, not "root"',
    ]);
  });

  it('says everything that is wrong at once, and no secret', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://kept:hidden@localhost',
      JWT_SECRET: 'hidden',
      PORT: 'x',
    });
    expect(problems).toHaveLength(3);
    expect(problems.join()).not.toContain('hidden');
  });
});
