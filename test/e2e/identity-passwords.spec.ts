import { Clock } from '../../src/platform/clock.js';
import { makeResetToken, RESET_TOKEN_LIFETIME_MS } from '../../src/identity/password-reset-token.js';
import { TEST_SECRET } from '../support/test-env.js';
import { IdentityWorld, PASSWORD } from './identity.world.js';

const NEW_PASSWORD = 'a wholly new password';
const MINUTE = 60_000;

describe('passwords', () => {
  let world: IdentityWorld;

  beforeAll(async () => {
    world = await IdentityWorld.open();
  });

  afterAll(() => world.close());
  afterEach(() => jest.restoreAllMocks());

  async function tokenFor(userId: string): Promise<string> {
    const [user]: { id: string; password_hash: string }[] = await world.source.query(
      'SELECT id, password_hash FROM user_account WHERE id = $1',
      [userId],
    );
    if (!user) throw new Error('no such user');
    return makeResetToken(TEST_SECRET, user, Date.now() + RESET_TOKEN_LIFETIME_MS);
  }

  const reset = (token: string, new_password = NEW_PASSWORD) =>
    world.anyone.post('/auth/reset-password', { token, new_password });

  it('changing it ends all other sessions at once', async () => {
    const person = await world.activePerson('staff');
    const [here, there] = [(await world.signIn(person.email)).body, (await world.signIn(person.email)).body];
    const mine = world.anyone.as(here.access_token);
    const wrong = await mine.post('/auth/change-password', {
      current_password: 'wrong one',
      new_password: NEW_PASSWORD,
    });
    expect([wrong.status, Object.keys(wrong.body.errors)]).toEqual([400, ['current_password']]);
    expect((await world.anyone.as(there.access_token).get('/auth/me')).status).toBe(200);

    const change = { current_password: PASSWORD, new_password: NEW_PASSWORD };
    const answers = await Promise.all([
      mine.post('/auth/change-password', change),
      mine.post('/auth/change-password', change),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 400]);
    expect((await mine.get('/auth/me')).status).toBe(200);
    expect((await world.anyone.as(there.access_token).get('/auth/me')).status).toBe(401);
    expect((await world.anyone.post('/auth/refresh', { refresh_token: there.refresh_token })).status).toBe(
      401,
    );
    expect((await world.signIn(person.email)).status).toBe(401);
    expect((await world.signIn(person.email, NEW_PASSWORD)).status).toBe(200);
  });

  it('forgetting it looks the same, known or not', async () => {
    const person = await world.activePerson('patient');
    const known = await world.anyone.post('/auth/forgot-password', {
      identifier: person.national_id.toLowerCase(),
    });
    const unknown = await world.anyone.post('/auth/forgot-password', { email: 'nobody@example.org' });
    expect([known.status, known.body]).toEqual([202, unknown.body]);
    expect(unknown.status).toBe(202);
    expect((await world.anyone.post('/auth/forgot-password', {})).status).toBe(400);
    const [asked] = await world.events('user.password_reset_requested');
    expect(asked).toMatchObject({ subject_id: person.id, details: { address: '127.0.0.1' } });
    const [refused] = await world.events('user.password_reset_refused');
    expect(JSON.stringify(refused)).not.toContain('nobody');
  });

  it('a reset token works once, for an hour, and ends all sessions', async () => {
    const person = await world.activePerson('patient');
    const before = (await world.signIn(person.email)).body;
    const token = await tokenFor(person.id);
    expect((await reset(token, 'short')).status).toBe(400);
    const answers = await Promise.all([reset(token), reset(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 400]);
    expect((await reset(token)).body.errors).toHaveProperty('token');
    expect((await world.anyone.as(before.access_token).get('/auth/me')).status).toBe(401);
    expect((await world.anyone.post('/auth/refresh', { refresh_token: before.refresh_token })).status).toBe(
      401,
    );
    expect((await world.signIn(person.email, NEW_PASSWORD)).status).toBe(200);
  });

  it('no other token resets a password', async () => {
    const [person, other] = [await world.activePerson('patient'), await world.activePerson('patient')];
    const token = await tokenFor(person.id);
    const bytes = Buffer.from(token, 'base64url');
    const swapped = Buffer.concat([Buffer.from(other.id.replaceAll('-', ''), 'hex'), bytes.subarray(16)]);
    const later = Buffer.from(bytes);
    later.writeUIntBE(Date.now() + 1_000 * MINUTE, 16, 6);
    const tokens = (await world.signIn(person.email)).body as { access_token: string; refresh_token: string };
    const forged = [swapped, later, bytes.subarray(1), Buffer.concat([bytes, bytes])].map((made) =>
      made.toString('base64url'),
    );
    for (const bad of [...forged, `${token}=`, tokens.refresh_token, 'x', tokens.access_token])
      expect((await reset(bad)).body.errors).toHaveProperty('token');

    jest.spyOn(world.app.get(Clock, { strict: false }), 'now').mockReturnValue(Date.now() + 61 * MINUTE);
    expect((await reset(token)).status).toBe(400);
    jest.restoreAllMocks();
    expect((await reset(token)).status).toBe(204);
  });
});
