import { createHmac } from 'node:crypto';
import { Clock } from '../../src/platform/clock.js';
import { IdentityWorld } from './identity.world.js';

const DAY = 86_400_000;
type Parts = Record<string, unknown>;
type Tokens = { access_token: string; refresh_token: string };

function decode(part: string | undefined): Parts {
  return JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Parts;
}

/** Header and payload of a token of ours. */
function partsOf(token: string): [Parts, Parts] {
  const [header, payload] = token.split('.');
  return [decode(header), decode(payload)];
}

function sign(header: Parts, payload: Parts, key: string | null): string {
  const text = [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const hash = header['alg'] === 'HS512' ? 'sha512' : 'sha256';
  return `${text}.${key === null ? '' : createHmac(hash, key).update(text).digest('base64url')}`;
}

describe('tokens (D13)', () => {
  let world: IdentityWorld;
  let email: string;

  beforeAll(async () => {
    world = await IdentityWorld.open();
    ({ email } = await world.activePerson('admin'));
  });

  afterAll(() => world.close());
  afterEach(() => jest.restoreAllMocks());

  const refresh = (refresh_token: string) => world.anyone.post('/auth/refresh', { refresh_token });
  const me = (token: string) => world.anyone.as(token).get('/auth/me');

  it('many who come at once are each themselves, and who has signed out is nobody', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, () => world.activePerson('staff')));
    const signedIn = await Promise.all(people.map(({ email }) => world.signIn(email)));
    const tokens = signedIn.map(({ body }) => (body as Tokens).access_token);
    const [gone = ''] = tokens;
    // More than the connections of the pool, several of each.
    const callers = Array.from({ length: 48 }, (_, n) => n % people.length);
    const before = await Promise.all(callers.map((n) => me(tokens[n] ?? '')));
    expect(before.map(({ body }) => String(body.email))).toEqual(callers.map((n) => people[n]?.email));
    const [left, ...others] = await Promise.all([
      world.anyone.as(gone).post('/auth/logout', {}),
      ...callers.map((n) => me(tokens[n] ?? '')),
    ]);
    expect(left?.status).toBe(204);
    expect(others.every(({ status }, at) => status === 200 || callers[at] === 0)).toBe(true);
    const after = await Promise.all(callers.map((n) => me(tokens[n] ?? '')));
    expect(after.map(({ status }) => status)).toEqual(callers.map((n) => (n === 0 ? 401 : 200)));
  });

  it('only a token that this installation signed, for this, now, gets in', async () => {
    const { access_token, refresh_token } = (await world.signIn(email)).body as Tokens;
    const [header, payload] = partsOf(access_token);
    const secret = world.env.jwtSecret;
    const now = Math.floor(Date.now() / 1_000);
    expect((await me(sign(header, payload, secret))).status).toBe(200);

    const other = (await world.signIn((await world.activePerson('staff')).email)).body.user.id;
    const refused: Record<string, string> = {
      'no algorithm': sign({ ...header, alg: 'none' }, payload, null),
      'no algorithm, other case': sign({ ...header, alg: 'nOnE' }, payload, null),
      'no signature': sign(header, payload, null),
      'another key': sign(header, payload, 'another secret of more than thirty-two bytes'),
      'an empty key': sign(header, payload, ''),
      'another algorithm': sign({ ...header, alg: 'HS512' }, payload, secret),
      'algorithm confusion': sign({ ...header, alg: 'RS256' }, payload, secret),
      'another audience': sign(header, { ...payload, aud: 'somebody-else' }, secret),
      'no audience': sign(header, { ...payload, aud: undefined }, secret),
      'another issuer': sign(header, { ...payload, iss: 'somebody-else' }, secret),
      'run out': sign(header, { ...payload, exp: now - 1 }, secret),
      'not yet': sign(header, { ...payload, nbf: now + 60 }, secret),
      "another user's session": sign(header, { ...payload, sub: other }, secret),
      'an unknown session': sign(header, { ...payload, sid: other }, secret),
      'a refresh token': refresh_token,
      'half a token': access_token.slice(0, -3),
      'changed content': sign(header, { ...payload, role: 'admin', x: 1 }, 'k').replace(
        /[^.]+$/,
        access_token.slice(access_token.lastIndexOf('.') + 1),
      ),
    };
    for (const [what, token] of Object.entries(refused)) {
      const answer = await me(token);
      expect([what, answer.status, answer.body.code]).toEqual([what, 401, 'invalid_token']);
      expect([what, (await refresh(token)).status]).toEqual([what, what === 'a refresh token' ? 200 : 401]);
    }
    expect((await world.anyone.get('/auth/me')).body.code).toBe('unauthenticated');
    expect((await world.anyone.get('/auth/me', { authorization: `Basic ${access_token}` })).status).toBe(401);
  });

  it('does not believe the role in the token', async () => {
    const staff = await world.activePerson('staff');
    const { access_token } = (await world.signIn(staff.email)).body as Tokens;
    const [header, payload] = partsOf(access_token);
    const forged = sign(header, { ...payload, role: 'admin' }, world.env.jwtSecret);
    expect((await world.anyone.as(forged).get('/users')).status).toBe(403);
  });

  it('a refresh token used twice ends its whole session', async () => {
    const first = (await world.signIn(email)).body;
    const bystander = (await world.signIn(email)).body;
    const second = (await refresh(first.refresh_token)).body;
    const third = (await refresh(second.refresh_token)).body;
    expect((await me(third.access_token)).status).toBe(200);
    expect((await refresh(first.refresh_token)).body.code).toBe('invalid_token');
    for (const { access_token } of [first, second, third]) expect((await me(access_token)).status).toBe(401);
    expect((await refresh(third.refresh_token)).status).toBe(401);
    expect((await me(bystander.access_token)).status).toBe(200);
    expect(await world.events('session.token_reused')).toHaveLength(1);
  });

  it('of many refreshes at once exactly one wins, and the session ends', async () => {
    const { refresh_token } = (await world.signIn(email)).body;
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(refresh_token)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(7);
    expect((await me(won[0]?.body.access_token)).status).toBe(401);
    expect((await refresh(won[0]?.body.refresh_token)).status).toBe(401);
  });

  it('a refresh token works for a day, and is kept as a hash only', async () => {
    const { refresh_token } = (await world.signIn(email)).body;
    const kept: { token: string }[] = await world.source.query(
      'SELECT token_hash::text AS token FROM refresh_token',
    );
    expect(
      kept.some(({ token }) => token.includes(Buffer.from(refresh_token, 'base64url').toString('hex'))),
    ).toBe(false);
    const clock = jest.spyOn(world.app.get(Clock, { strict: false }), 'now');
    clock.mockReturnValue(Date.now() + DAY + 1_000);
    expect((await refresh(refresh_token)).status).toBe(401);
    clock.mockReturnValue(Date.now() + DAY - 10_000);
    expect((await refresh(refresh_token)).status).toBe(200);
  });

  it('signing out with the Idempotency-Key of somebody else ends one’s own session', async () => {
    const key = { 'idempotency-key': 'sign-out' };
    const [a, b] = [(await world.signIn(email)).body, (await world.signIn(email)).body];
    for (const { access_token } of [a, b, a, b]) {
      const answer = await world.anyone.as(access_token).send('POST', '/auth/logout', undefined, key);
      expect(answer.status).toBe(204);
      expect((await me(access_token)).status).toBe(401);
    }
  });

  it('signing out, by either token, ends both', async () => {
    const [a, b] = [(await world.signIn(email)).body, (await world.signIn(email)).body];
    const both = await world.anyone
      .as(a.access_token)
      .post('/auth/logout', { refresh_token: b.refresh_token });
    expect(both.status).toBe(204);
    for (const { access_token, refresh_token } of [a, b]) {
      expect((await me(access_token)).status).toBe(401);
      expect((await refresh(refresh_token)).status).toBe(401);
      expect((await world.anyone.as(access_token).post('/auth/logout')).status).toBe(401);
    }
    expect((await world.anyone.post('/auth/logout', { refresh_token: 'unknown' })).status).toBe(401);
  });
});
