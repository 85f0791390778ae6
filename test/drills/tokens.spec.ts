import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../../src/domain/roles.js';
import { makeResetToken } from '../../src/identity/password-reset-token.js';
import { type ApiProcess, startApi } from '../support/api-process.js';
import { figure } from '../support/drill.js';
import type { JsonBody } from '../support/http-client.js';
import { Seed } from '../support/seed.js';
import { createDatabase, redisUrl, type TestDatabase } from '../support/test-database.js';

const SECRET = 'a secret that is only used by drills';
const PASSWORD = 'correct horse battery';
const HOUR = 3_600_000;

interface Tokens {
  access_token: string;
  refresh_token: string;
  user: { id: string; email: string };
}

/** D13: what ends at one API process has ended at the other, at once. */
describe('D13 tokens, at two API processes', () => {
  let database: TestDatabase;
  let db: Client;
  let seed: Seed;
  let apis: ApiProcess[];
  let sessionsEnded = 0;

  beforeAll(async () => {
    database = await createDatabase();
    db = new Client({ connectionString: database.url });
    await db.connect();
    seed = await new Seed(db).organization('default');
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl(),
      JWT_SECRET: SECRET,
      RATE_LIMIT_PER_MINUTE: '0',
      LOGIN_ATTEMPTS_PER_15_MINUTES: '0',
    };
    apis = await Promise.all([startApi(env), startApi(env)]);
  }, 60_000);

  afterAll(async () => {
    figure('D13', `${sessionsEnded} sessions ended at one process: shut out of both at once`);
    await Promise.all(apis.map((api) => api.stop()));
    await db.end();
    await database.drop();
  }, 60_000);

  async function call(
    api: number,
    method: string,
    path: string,
    { body, token }: { body?: object; token?: string } = {},
  ): Promise<{ status: number; body: JsonBody }> {
    const response = await fetch(`${apis[api]?.url ?? ''}/api/v1${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  async function person(role: Role = 'staff'): Promise<string> {
    const id = uuidv7();
    await db.query(
      `INSERT INTO user_account (id, organization_id, role, email, first_name, last_name, password_hash, is_active)
       VALUES ($1, $2, $3, $4, 'Joy', 'Wanjiru', $5, true)`,
      [id, seed.organizationId, role, `${id}@example.org`, await hash(PASSWORD)],
    );
    return `${id}@example.org`;
  }

  async function signIn(identifier: string, api = 0): Promise<Tokens> {
    const { status, body } = await call(api, 'POST', '/auth/login', {
      body: { identifier, password: PASSWORD },
    });
    if (status !== 200) throw new Error(`signing in answered ${status}`);
    return body as Tokens;
  }

  const me = (api: number, token: string) => call(api, 'GET', '/auth/me', { token });
  const refresh = (api: number, refresh_token: string) =>
    call(api, 'POST', '/auth/refresh', { body: { refresh_token } });

  async function resetTokenOf(userId: string): Promise<string> {
    const found = await db.query<{ id: string; password_hash: string }>(
      'SELECT id, password_hash FROM user_account WHERE id = $1',
      [userId],
    );
    const [user] = found.rows;
    if (!user) throw new Error('no such user');
    return makeResetToken(SECRET, user, Date.now() + HOUR);
  }

  async function expectShutOut(tokens: Tokens): Promise<void> {
    sessionsEnded++;
    for (const api of [1, 0]) {
      const asked = await me(api, tokens.access_token);
      expect([asked.status, asked.body.code]).toEqual([401, 'invalid_token']);
      const renewed = await refresh(api, tokens.refresh_token);
      expect([renewed.status, renewed.body.code]).toEqual([401, 'invalid_token']);
    }
  }

  it('lets a good token in at both', async () => {
    const { access_token } = await signIn(await person());
    for (const api of [0, 1]) expect((await me(api, access_token)).status).toBe(200);
  });

  it('refuses every token that this installation did not sign for this', async () => {
    const { access_token, refresh_token, user } = await signIn(await person());
    const [header, payload] = access_token.split('.').slice(0, 2).map(decode);
    const now = Math.floor(Date.now() / 1_000);
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const forged: Record<string, string> = {
      'alg none': `${encode({ ...header, alg: 'none' })}.${encode(payload)}.`,
      'RS256 by a key of one’s own': signRsa({ ...header, alg: 'RS256' }, payload, privateKey),
      'RS256 with that key in the header': signRsa(
        { ...header, alg: 'RS256', jwk: pem },
        payload,
        privateKey,
      ),
      'HS256 by a public key': sign(header, payload, pem),
      'another key': sign(header, payload, 'another secret of more than 32 bytes'),
      'a key by name': sign({ ...header, kid: '../../dev/null' }, payload, ''),
      expired: sign(header, { ...payload, exp: now - 1 }, SECRET),
      'another audience': sign(header, { ...payload, aud: 'kept-web' }, SECRET),
      'another issuer': sign(header, { ...payload, iss: 'kept-staging' }, SECRET),
      'no session': sign(header, { ...payload, sid: undefined }, SECRET),
      'a session that is no id': sign(header, { ...payload, sid: 'x' }, SECRET),
      'a session that is a list': sign(header, { ...payload, sid: [] }, SECRET),
      'a refresh token': refresh_token,
      'a reset token': await resetTokenOf(user.id),
      nothing: '',
      'no token at all': 'null',
    };
    for (const [what, token] of Object.entries(forged))
      for (const api of [0, 1]) {
        const { status, body } = await me(api, token);
        expect([what, status, body.code]).toEqual([
          what,
          401,
          what === 'nothing' ? 'unauthenticated' : 'invalid_token',
        ]);
      }
    figure('D13', `${Object.keys(forged).length} kinds of forged token refused by both processes`);
  });

  it('takes each token for its own purpose only', async () => {
    const { access_token, refresh_token, user } = await signIn(await person());
    const reset = await resetTokenOf(user.id);
    for (const token of [access_token, reset]) expect((await refresh(0, token)).status).toBe(401);
    for (const token of [access_token, refresh_token]) {
      const body = { token, new_password: 'a wholly new password' };
      const answer = await call(0, 'POST', '/auth/reset-password', { body });
      expect([answer.status, Object.keys(answer.body.errors as object)]).toEqual([400, ['token']]);
    }
    expect((await me(1, access_token)).status).toBe(200);
  });

  it('ends a session whose refresh token is used twice, at whichever process', async () => {
    const first = await signIn(await person());
    const second = (await refresh(0, first.refresh_token)).body as Tokens;
    expect((await me(1, second.access_token)).status).toBe(200);
    expect((await refresh(1, first.refresh_token)).status).toBe(401);
    await expectShutOut(second);
  });

  it('lets one of many refreshes at both win, and ends the session', async () => {
    const first = await signIn(await person());
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, n) => refresh(n % 2, first.refresh_token)),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(15);
    await expectShutOut(won[0]?.body as Tokens);
  });

  it('ends a session on signing out', async () => {
    const tokens = await signIn(await person());
    const answer = await call(0, 'POST', '/auth/logout', { token: tokens.access_token });
    expect(answer.status).toBe(204);
    await expectShutOut(tokens);
  });

  it('ends every session of a user who is deactivated, and none after that is theirs again', async () => {
    const admin = await signIn(await person('admin'));
    const email = await person();
    const sessions = [await signIn(email), await signIn(email, 1)];
    const path = `/users/${sessions[0]?.user.id ?? ''}`;
    expect((await call(0, 'POST', `${path}/deactivate`, { token: admin.access_token })).status).toBe(200);
    for (const tokens of sessions) await expectShutOut(tokens);
    expect((await call(0, 'POST', `${path}/activate`, { token: admin.access_token })).status).toBe(200);
    for (const tokens of sessions) await expectShutOut(tokens);
  });

  it('ends all other sessions when the password changes', async () => {
    const email = await person();
    const [here, there] = [await signIn(email), await signIn(email, 1)];
    const body = { current_password: PASSWORD, new_password: 'a wholly new password' };
    const answer = await call(0, 'POST', '/auth/change-password', { body, token: here.access_token });
    expect(answer.status).toBe(204);
    await expectShutOut(there);
    expect((await me(1, here.access_token)).status).toBe(200);
  });

  it('ends all sessions when the password is reset, and the link with them', async () => {
    const tokens = await signIn(await person());
    const body = { token: await resetTokenOf(tokens.user.id), new_password: 'a wholly new password' };
    const [one, other] = await Promise.all([
      call(0, 'POST', '/auth/reset-password', { body }),
      call(1, 'POST', '/auth/reset-password', { body }),
    ]);
    expect([one.status, other.status].sort()).toEqual([204, 400]);
    await expectShutOut(tokens);
    expect((await call(1, 'POST', '/auth/reset-password', { body })).status).toBe(400);
  });
});

type Part = Record<string, unknown> | undefined;

function decode(part: string): Part {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Part;
}

function encode(part: Part): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function sign(header: Part, payload: Part, key: string): string {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

function signRsa(
  header: Part,
  payload: Part,
  key: Parameters<ReturnType<typeof createSign>['sign']>[0],
): string {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
}
