import { readEnv, readSetUpEnv } from './env.js';
import { InvalidEnvironment } from './env-reader.js';

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
    ['TRUST_PROXY', '10.0.0.1/33'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['TRUST_PROXY', 'loopback, 2'],
    ['PUBLIC_URL', 'kept.example'],
  ])('refuses %s=%s with one line that names it', (name, value) => {
    const problems = problemsOf({ ...GOOD, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
  });

  it.each([
    ['true', true],
    ['off', false],
    ['loopback, 10.0.0.0/8,fd00::1', ['loopback', '10.0.0.0/8', 'fd00::1']],
  ])('reads TRUST_PROXY=%s', (TRUST_PROXY, meant) => {
    expect(readEnv({ ...GOOD, TRUST_PROXY }).trustProxy).toEqual(meant);
  });

  it.each([
    ['twilio', ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM']],
    ['aws_sns', ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']],
    [
      'africas_talking',
      ['AFRICAS_TALKING_USERNAME', 'AFRICAS_TALKING_API_KEY', 'AFRICAS_TALKING_CALLBACK_SECRET'],
    ],
  ])('asks for what %s needs, one line each, and only when it is chosen', (gateway, names) => {
    const source = { ...GOOD, SMS_GATEWAY: gateway };
    expect(problemsOf(source).map((problem) => problem.split(' is required')[0])).toEqual(names);
    const complete = Object.fromEntries(names.map((name) => [name, 'x'.repeat(20)]));
    expect(readEnv({ ...source, ...complete }).sms).toMatchObject({ gateway });
    expect(readSetUpEnv(source).sms.gateway).toBe('log');
  });

  it('takes no callback secret that can be guessed, or that a path cannot hold', () => {
    const source = {
      ...GOOD,
      SMS_GATEWAY: 'africas_talking',
      AFRICAS_TALKING_USERNAME: 'sandbox',
      AFRICAS_TALKING_API_KEY: 'x',
    };
    for (const AFRICAS_TALKING_CALLBACK_SECRET of ['short', 'with/a/slash/'.repeat(3)])
      expect(problemsOf({ ...source, AFRICAS_TALKING_CALLBACK_SECRET })).toEqual([
        'AFRICAS_TALKING_CALLBACK_SECRET must have 20 to 200 letters, digits, - and _',
      ]);
    const { sms } = readEnv({ ...source, AFRICAS_TALKING_CALLBACK_SECRET: 'x'.repeat(20) });
    expect(sms).toMatchObject({ baseUrl: 'https://api.sandbox.africastalking.com' });
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
