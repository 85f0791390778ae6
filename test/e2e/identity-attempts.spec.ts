import { Clock } from '../../src/platform/clock.js';
import { IdentityWorld, PASSWORD } from './identity.world.js';

const LIMIT = 5;
const WINDOW = 15 * 60_000;

describe('attempts to sign in', () => {
  let world: IdentityWorld;
  let hosts = 0;

  beforeAll(async () => {
    world = await IdentityWorld.open({ loginAttemptsPer15Minutes: LIMIT, trustProxy: true });
  });

  afterAll(() => world.close());
  afterEach(() => jest.restoreAllMocks());

  /** An address that no test used before. */
  const nextAddress = () => `203.0.113.${++hosts}`;
  const times = <T>(count: number, act: () => Promise<T>) => Promise.all(Array.from({ length: count }, act));

  it('are limited per account and address, known or not, in parallel too', async () => {
    const known = (await world.activePerson('staff')).email;
    for (const identifier of [known, 'nobody@example.org']) {
      const address = nextAddress();
      const answers = await times(20, () => world.signIn(identifier, 'a wrong guess', address));
      expect(answers.filter(({ body }) => body.code === 'invalid_credentials')).toHaveLength(LIMIT);
      const refused = answers.filter(({ body }) => body.code === 'too_many_attempts');
      expect(refused).toHaveLength(20 - LIMIT);
      for (const { status, headers } of refused) {
        expect(status).toBe(429);
        expect(Number(headers['retry-after'])).toBeGreaterThan(800);
      }
      expect((await world.signIn(identifier.toUpperCase(), PASSWORD, address)).status).toBe(429);
    }
    expect((await world.signIn(known, PASSWORD, nextAddress())).status).toBe(200);
    const reasons = (await world.events('session.sign_in_refused')).map(({ details }) => details['reason']);
    expect(reasons.filter((reason) => reason === 'too_many_attempts')).toHaveLength(2);
  });

  it('that succeed do not count, and clear what failed before', async () => {
    const { email } = await world.activePerson('staff');
    const address = nextAddress();
    expect(
      (await times(20, () => world.signIn(email, PASSWORD, address))).every(({ status }) => status === 200),
    ).toBe(true);
    for (let round = 0; round < 3; round++) {
      await times(LIMIT - 1, () => world.signIn(email, 'a wrong guess', address));
      expect((await world.signIn(email, PASSWORD, address)).status).toBe(200);
    }
  });

  it('count again from zero in the next quarter of an hour', async () => {
    const { email } = await world.activePerson('staff');
    const address = nextAddress();
    await times(LIMIT, () => world.signIn(email, 'a wrong guess', address));
    expect((await world.signIn(email, PASSWORD, address)).status).toBe(429);
    jest.spyOn(world.app.get(Clock, { strict: false }), 'now').mockReturnValue(Date.now() + WINDOW + 1_000);
    expect((await world.signIn(email, PASSWORD, address)).status).toBe(200);
  });

  it('on one account from many addresses end in a wider net, which one address alone cannot fill', async () => {
    const { email } = await world.activePerson('staff');
    await times(LIMIT * 30, () => world.signIn(email, 'a wrong guess', '198.51.100.1'));
    expect((await world.signIn(email, PASSWORD, '198.51.100.2')).status).toBe(200);
    await world.source.query('UPDATE attempt_window SET attempts = $1 WHERE attempts > 0', [LIMIT * 20]);
    expect((await world.signIn(email, PASSWORD, '198.51.100.3')).status).toBe(429);
  }, 60_000);

  it('on another account do not clear with the password of a namesake', async () => {
    const elsewhere = '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10';
    await world.addOrganization(elsewhere, 'elsewhere');
    const { email } = await world.activePerson('staff');
    await world.activePerson('staff', {
      organization_id: elsewhere,
      email,
      password: 'password of the namesake',
    });
    const address = nextAddress();
    await times(LIMIT - 1, () => world.signIn(email, 'a wrong guess', address));
    expect((await world.signIn(email, 'password of the namesake', address)).status).toBe(200);
    expect((await world.signIn(email, 'a wrong guess', address)).status).toBe(401);
    expect((await world.signIn(email, 'a wrong guess', address)).status).toBe(429);
  });

  it('at the current password, and at forgetting it, are limited too', async () => {
    const { email } = await world.activePerson('staff');
    const headers = { 'x-forwarded-for': nextAddress() };
    const mine = world.anyone.as((await world.signIn(email, PASSWORD, nextAddress())).body.access_token);
    const guess = { current_password: 'a wrong guess', new_password: 'a wholly new password' };
    const guesses = await times(LIMIT + 3, () => mine.post('/auth/change-password', guess, headers));
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(3);
    for (const identifier of [email, 'nobody@example.org']) {
      const asked = await times(LIMIT + 3, () =>
        world.anyone.post('/auth/forgot-password', { identifier }, headers),
      );
      expect(asked.filter(({ status }) => status === 202)).toHaveLength(LIMIT);
      expect(asked.filter(({ status }) => status === 429)).toHaveLength(3);
    }
  });

  it('are counted by the address that a known proxy saw, whatever the caller says before it', async () => {
    const behind = await IdentityWorld.open({
      loginAttemptsPer15Minutes: LIMIT,
      trustProxy: ['loopback', '10.0.0.0/8'],
    });
    const { email } = await behind.activePerson('staff');
    const answers = await times(LIMIT * 2, () =>
      behind.signIn(email, 'a wrong guess', `203.0.113.${++hosts}, 198.51.100.7, 10.0.0.9`),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(LIMIT);
    await behind.close();
  });

  it('at forgetting it, each with an Idempotency-Key, do not wait for each other’s connections', async () => {
    const small = await IdentityWorld.open({
      databasePoolSize: 2,
      loginAttemptsPer15Minutes: LIMIT,
      trustProxy: true,
    });
    const ask = (host: number) =>
      small.anyone.post(
        '/auth/forgot-password',
        { identifier: 'nobody@example.org' },
        { 'x-forwarded-for': `198.51.100.${host}`, 'idempotency-key': `key ${host}` },
      );
    const answers = await Promise.all(Array.from({ length: 8 }, (_, host) => ask(host)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
    await small.close();
  });

  it('leave no personal data in the table of attempts or in the events', async () => {
    const { email } = await world.activePerson('staff');
    await world.signIn(email, 'a wrong guess', nextAddress());
    await world.signIn('canary-identifier', 'a wrong guess', nextAddress());
    const keys: { key: string }[] = await world.source.query('SELECT key FROM attempt_window');
    expect(keys.every(({ key }) => /^[0-9a-f]{64}$/.test(key))).toBe(true);
    const events = JSON.stringify(await world.events('session.sign_in_refused'));
    expect(events).not.toContain('canary');
    expect(events).not.toContain(email);
    expect(events).toContain('unknown_account');
    expect(events).toContain('wrong_password');
  });

  it('take as long for an unknown account as for a wrong password', async () => {
    const { email } = await world.activePerson('staff');
    const spent: Record<string, number[]> = { [email]: [], 'nobody-knows@example.org': [] };
    for (let round = 0; round < 12; round++)
      for (const [identifier, milliseconds] of Object.entries(spent)) {
        const start = performance.now();
        await world.signIn(identifier, 'a wrong guess', nextAddress());
        milliseconds.push(performance.now() - start);
      }
    const [known = 0, unknown = 0] = Object.values(spent).map((all) => all.sort((a, b) => a - b)[6]);
    expect(unknown / known).toBeGreaterThan(0.6);
    expect(unknown / known).toBeLessThan(1.6);
  });
});
