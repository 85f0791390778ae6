import { makeResetToken } from '../../src/identity/password-reset-token.js';
import {
  makeUnsubscribeToken,
  UNSUBSCRIBE_PURPOSE,
  type UnsubscribeScope,
} from '../../src/notifications/unsubscribe-token.js';
import { keysFor } from '../../src/platform/security/keys.js';
import { HttpClient, type JsonBody } from '../support/http-client.js';
import { testEnv } from '../support/test-env.js';
import { type Person, World } from '../support/world.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ONE_CLICK = 'List-Unsubscribe=One-Click';
const { jwtSecret } = testEnv('postgres://unused');

describe('the links in emails', () => {
  let world: World;
  let admin: Person;
  let anyone: HttpClient;

  beforeAll(async () => {
    world = await World.open();
    admin = await world.signIn('admin');
    anyone = new HttpClient(world.app);
  });

  afterAll(() => world.close());

  const pathFor = (recipient: 'patient' | 'provider', id: string, scope: UnsubscribeScope): string => {
    const keys = keysFor(UNSUBSCRIBE_PURPOSE, { jwtSecret, jwtSecretPrevious: null });
    const who = { organization_id: world.organizationId, recipient, recipient_id: id, scope };
    return `/notifications/unsubscribe?token=${makeUnsubscribeToken(keys, who)}`;
  };
  const newPatient = async (): Promise<JsonBody> => {
    const names = { first_name: 'Halima', last_name: 'Noor', locale: 'sw' };
    return (await admin.post('/patients', names)).body;
  };
  const preferencesOf = async (path: string): Promise<JsonBody> =>
    (await admin.get(path)).body.notification_preferences;

  describe('to unsubscribe', () => {
    it('ask first, in the language of their reader: what follows links changes nothing', async () => {
      const { id } = await newPatient();
      const path = pathFor('patient', id as string, 'reminders');
      const { status, headers, body } = await anyone.get(path);
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['content-security-policy']).toContain("form-action 'self'");
      expect(body).toContain('<html lang="sw"');
      expect(body).toContain('Uache kutumiwa vikumbusho');
      expect(body).toMatch(/<form method="post" action="\?token&#x3D;[\w-]{68}">/);
      expect(body).not.toMatch(/Halima|Noor|<script/);
      expect((await preferencesOf(`/patients/${id}`)).kinds.reminders.email).toBe(true);
    });

    it.each([
      ['a form', FORM, ONE_CLICK],
      [
        'a form in parts',
        { 'content-type': 'multipart/form-data; boundary=x' },
        '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
      ],
    ])('end reminders by %s, and leave the rest', async (_, headers, payload) => {
      const { id } = await newPatient();
      const path = pathFor('patient', id as string, 'reminders');
      for (const _again of [1, 2]) {
        const { status, body } = await anyone.post(path, payload, headers);
        expect({ status, told: String(body).includes('Tayari.') }).toEqual({ status: 200, told: true });
      }
      const { email, kinds } = await preferencesOf(`/patients/${id}`);
      expect([email, kinds.reminders, kinds.cancellations]).toEqual([
        true,
        { email: false, sms: true },
        { email: true, sms: true },
      ]);
      const events = await world.database.manager.query<JsonBody[]>(
        `SELECT type, actor_id, details FROM event WHERE subject_id = $1 ORDER BY id`,
        [id],
      );
      // Once: the second time there was nothing left to change.
      expect(events.slice(1)).toEqual([
        { type: 'patient.updated', actor_id: null, details: { unsubscribed: 'reminders' } },
      ]);
    });

    it('end all emails, or a provider’s digest', async () => {
      const { id } = await newPatient();
      await anyone.post(pathFor('patient', id as string, 'email'), ONE_CLICK, FORM);
      expect(await preferencesOf(`/patients/${id}`)).toMatchObject({ email: false, sms: true });
      const names = { kind: 'doctor', first_name: 'Sarah', last_name: 'Nakamya' };
      const { body: sarah } = await admin.post('/providers', {
        ...names,
        notification_preferences: { daily_digest: true },
      });
      await anyone.post(pathFor('provider', sarah.id as string, 'digest'), ONE_CLICK, FORM);
      expect(await preferencesOf(`/providers/${sarah.id}`)).toMatchObject({
        email: true,
        daily_digest: false,
      });
      expect(await world.eventsOf(sarah.id as string)).toEqual(['provider.created', 'provider.updated']);
    });

    it('that are nobody’s say so', async () => {
      const { id } = await newPatient();
      const path = pathFor('patient', id as string, 'email');
      const gone = pathFor('patient', '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10', 'email');
      for (const wrong of [path.slice(0, -1), `${path}&token=x`, gone, '/notifications/unsubscribe'])
        for (const answer of [await anyone.get(wrong), await anyone.post(wrong, ONE_CLICK, FORM)]) {
          expect(answer.status).toBe(400);
          expect(answer.body).toContain('This link is not valid.');
          expect(answer.body).not.toContain('<form');
        }
      expect((await preferencesOf(`/patients/${id}`)).email).toBe(true);
    });
  });

  describe('to choose a password', () => {
    const send = (token: string, password: string) =>
      anyone.post(
        '//reset-password?lang=fr',
        new URLSearchParams({ token, new_password: password }).toString(),
        FORM,
      );

    it('lead to a page that does it, once', async () => {
      const { me } = await world.signIn('patient');
      const [user] = await world.database.manager.query<{ id: string; password_hash: string }[]>(
        `SELECT id, password_hash FROM user_account WHERE id = $1`,
        [me.id],
      );
      if (!user) throw new Error('no user');
      const token = makeResetToken(jwtSecret, user, Date.now() + 60_000);
      const page = await anyone.get(`//reset-password?token=${token}&lang=fr`);
      expect(page.status).toBe(200);
      expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
      expect(page.body).toContain(`<input type="hidden" name="token" value="${token}">`);
      expect(page.body).toContain('Nouveau mot de passe (au moins 8 caractères)');
      const short = await send(token, 'short');
      expect([short.status, short.body]).toEqual([400, expect.stringContaining('<form')]);
      const done = await send(token, 'a quite new password');
      expect([done.status, done.body]).toEqual([200, expect.stringContaining('Vous pouvez vous connecter')]);
      const credentials = { identifier: me.email, password: 'a quite new password' };
      expect((await anyone.post('/auth/login', credentials)).status).toBe(200);
      const again = await send(token, 'another new password');
      expect([again.status, again.body]).toEqual([400, expect.stringContaining('pas ou plus valable')]);
    });

    it('take nothing else', async () => {
      expect((await anyone.post('//reset-password', undefined)).status).toBe(400);
      expect((await anyone.post('//reset-password', 'x', { 'content-type': 'text/plain' })).status).toBe(415);
      const { body } = await anyone.get('//reset-password?token="><script>alert(1)</script>&lang=<b>');
      expect(body).not.toContain('<script');
    });
  });
});
