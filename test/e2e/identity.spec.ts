import { v7 as uuidv7 } from 'uuid';
import { IdentityWorld, PASSWORD } from './identity.world.js';

describe('sign-in and users', () => {
  let world: IdentityWorld;

  beforeAll(async () => {
    world = await IdentityWorld.open();
  });

  afterAll(() => world.close());

  it('register, wait, be activated, sign in, refresh, sign out', async () => {
    const registered = await world.register('patient', {
      email: 'Joy.Wanjiru@Example.org',
      national_id: 'ab-77',
      phone_number: '+254 712 345 678',
      date_of_birth: '1990-04-12',
      sex: 'female',
      medical_history: 'Asthma.',
    });
    expect(registered.status).toBe(201);
    expect(registered.body).toMatchObject({
      email: 'joy.wanjiru@example.org',
      phone_number: '+254712345678',
      full_name: 'Amina Otieno',
      role: 'patient',
      is_active: false,
    });
    expect(Object.keys(registered.body)).not.toEqual(
      expect.arrayContaining(['password_hash', 'registration']),
    );

    expect((await world.signIn('ab-77', 'something else')).body.code).toBe('invalid_credentials');
    const waiting = await world.signIn('ab-77');
    expect([waiting.status, waiting.body.code]).toEqual([403, 'account_inactive']);

    const activated = await world.admin.post(`/users/${registered.body.id}/activate`);
    expect([activated.status, activated.body.is_active]).toEqual([200, true]);
    expect((await world.admin.post(`/users/${registered.body.id}/activate`)).status).toBe(200);
    expect(
      await world
        .events('user.activated')
        .then((all) => all.filter((one) => one.subject_id === registered.body.id)),
    ).toHaveLength(1);

    const byEmail = await world.signIn('JOY.wanjiru@example.org');
    const byNationalId = await world.signIn('AB-77');
    expect([byEmail.status, byNationalId.status]).toEqual([200, 200]);
    expect(Object.keys(byEmail.body).sort()).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'token_type',
      'user',
    ]);
    expect(byEmail.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    const claims = claimsOf(byEmail.body.access_token);
    expect(claims).toMatchObject({
      sub: registered.body.id,
      email: 'joy.wanjiru@example.org',
      role: 'patient',
      org: world.organizationId,
    });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(3600);

    const me = await world.anyone.as(byEmail.body.access_token).get('/auth/me');
    expect(me.body).toEqual({ ...activated.body, patient_id: expect.any(String), provider_id: null });
    expect(byEmail.body.user).toEqual(me.body);

    const refreshed = await world.anyone.post('/auth/refresh', { refresh_token: byEmail.body.refresh_token });
    expect(refreshed.status).toBe(200);
    expect(refreshed.body.refresh_token).not.toBe(byEmail.body.refresh_token);
    const renewed = world.anyone.as(refreshed.body.access_token);
    expect((await renewed.get('/auth/me')).status).toBe(200);
    expect((await renewed.post('/auth/logout')).status).toBe(204);
    expect((await renewed.get('/auth/me')).body.code).toBe('invalid_token');
    expect(
      (await world.anyone.post('/auth/refresh', { refresh_token: refreshed.body.refresh_token })).status,
    ).toBe(401);
    expect((await world.anyone.as(byNationalId.body.access_token).get('/auth/me')).status).toBe(200);
    expect(
      (await world.anyone.post('/auth/logout', { refresh_token: byNationalId.body.refresh_token })).status,
    ).toBe(204);
    expect((await world.anyone.as(byNationalId.body.access_token).get('/auth/me')).status).toBe(401);
    expect((await world.anyone.post('/auth/logout')).body.code).toBe('unauthenticated');
  });

  it('refuses what a registration may not say', async () => {
    const refusals: [object, string][] = [
      [{ is_active: true }, 'is_active'],
      [{ organization_id: uuidv7() }, 'organization_id'],
      [{ password: 'short' }, 'password'],
      [{ password: 'x'.repeat(129) }, 'password'],
      [{ email: 'nobody' }, 'email'],
      [{ national_id: 'a@b' }, 'national_id'],
      [{ phone_number: '12' }, 'phone_number'],
      [{ role: 'owner' }, 'role'],
      [{ role: 'provider' }, 'kind'],
      [{ kind: 'doctor' }, 'kind'],
      [{ date_of_birth: '2990-01-01' }, 'date_of_birth'],
      [{ organization: 'nowhere' }, 'organization'],
    ];
    for (const [more, field] of refusals) {
      const answer = await world.register('patient', more);
      expect([field, answer.status, Object.keys(answer.body.errors)]).toEqual([field, 400, [field]]);
    }
  });

  it('lets nobody register twice, also at once', async () => {
    const person = { email: 'twice@example.org', national_id: 'TW-1', phone_number: '+254712000001' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => world.register('staff', person)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    for (const [field, value] of Object.entries({
      email: 'TWICE@example.org',
      national_id: 'tw-1',
      phone_number: '00254712000001',
    })) {
      const answer = await world.register('staff', { [field]: value });
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([409, [field]]);
    }
  });

  it('has as many active admins as there are seats, whoever activates them at once', async () => {
    const waiting = await Promise.all(Array.from({ length: 10 }, () => world.register('admin')));
    const activate = (id: string) => world.admin.post(`/users/${id}/activate`);
    const answers = await Promise.all(waiting.map(({ body }) => activate(body.id)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'admin_limit_reached')).toHaveLength(9);
    const active = await world.admin.get('/users?role=admin&is_active=true');
    expect(active.body.count).toBe(2);

    const second = answers.find(({ status }) => status === 200)?.body;
    const admins = active.body.results as { id: string; email: string }[];
    const first = admins.find(({ id }) => id !== second.id) ?? second;
    const other = world.anyone.as((await world.signIn(second.email)).body.access_token);
    const mutual = await Promise.all([
      world.admin.post(`/users/${second.id}/deactivate`),
      other.post(`/users/${first.id}/deactivate`),
    ]);
    expect(mutual.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(['last_admin', 'invalid_token']).toContain(mutual.find(({ status }) => status !== 200)?.body.code);

    const left = (await world.signIn(first.email)).status === 200 ? first : second;
    world.admin = world.anyone.as((await world.signIn(left.email)).body.access_token);
    expect((await world.admin.post(`/users/${left.id}/deactivate`)).body.code).toBe('last_admin');
  });

  it('ends the sessions of a deactivated user at once, and for good', async () => {
    const nurse = await world.activePerson('provider');
    const { body } = await world.signIn(nurse.email);
    expect(body.user.provider_id).toEqual(expect.any(String));
    const hers = world.anyone.as(body.access_token);
    expect((await hers.get('/users')).status).toBe(403);
    expect((await world.admin.post(`/users/${nurse.id}/deactivate`)).body.is_active).toBe(false);
    expect((await hers.get('/auth/me')).body.code).toBe('invalid_token');
    expect((await world.signIn(nurse.email)).body.code).toBe('account_inactive');
    await world.admin.post(`/users/${nurse.id}/activate`);
    expect((await hers.get('/auth/me')).status).toBe(401);
    expect((await world.anyone.post('/auth/refresh', { refresh_token: body.refresh_token })).status).toBe(
      401,
    );
    expect((await world.signIn(nurse.email)).body.user.provider_id).toBe(body.user.provider_id);
  });

  it('shows admins their own organization only', async () => {
    const elsewhere = uuidv7();
    await world.addOrganization(elsewhere, 'elsewhere');
    const stranger = await world.activePerson('staff', {
      organization_id: elsewhere,
      email: 'stranger@example.org',
    });
    expect((await world.admin.get(`/users/${stranger.id}`)).status).toBe(404);
    expect((await world.admin.post(`/users/${stranger.id}/deactivate`)).status).toBe(404);
    expect((await world.admin.get('/users?search=stranger')).body.count).toBe(0);
    const named = await world.register('staff', { organization: 'ELSEWHERE' });
    expect((await world.admin.get(`/users/${named.body.id}`)).status).toBe(404);
    const page = await world.admin.get('/users?page_size=2&ordering=-created_at');
    expect(page.body.results).toHaveLength(2);
    expect((await world.admin.get(page.body.next)).status).toBe(200);
  });

  it('tries each organization where an identifier is known, and the named one only when it is named', async () => {
    const [north, south] = [uuidv7(), uuidv7()];
    await world.addOrganization(north, 'north');
    await world.addOrganization(south, 'south');
    const email = 'both@example.org';
    const inNorth = await world.activePerson('staff', {
      organization_id: north,
      email,
      password: 'password north',
    });
    const inSouth = await world.activePerson('staff', {
      organization_id: south,
      email,
      password: 'password south',
    });
    expect((await world.signIn(email, 'password north')).body.user.id).toBe(inNorth.id);
    expect((await world.signIn(email, 'password south')).body.user.id).toBe(inSouth.id);
    const named = { identifier: email, password: 'password south', organization: 'north' };
    expect((await world.anyone.post('/auth/login', named)).status).toBe(401);
    expect((await world.anyone.post('/auth/login', { ...named, organization: 'nowhere' })).status).toBe(401);
  });

  it('lets people change their own account', async () => {
    const person = await world.activePerson('patient');
    const mine = world.anyone.as((await world.signIn(person.email)).body.access_token);
    const changed = await mine.patch(
      '/auth/me',
      { first_name: 'Njeri', phone_number: '+254712999999' },
      { 'if-match': '"1"' },
    );
    expect(changed.body).toMatchObject({
      first_name: 'Njeri',
      last_name: 'Otieno',
      version: 2,
      phone_number: '+254712999999',
    });
    expect(changed.body.patient_id).toEqual(expect.any(String));
    expect((await mine.patch('/auth/me', { first_name: 'N' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await mine.patch('/auth/me', { role: 'admin' })).status).toBe(400);
    expect((await mine.patch('/auth/me', { first_name: null })).status).toBe(400);
    expect((await mine.patch('/auth/me', { first_name: 'Njeri' })).body.version).toBe(2);
    const changes = await world.events('user.updated');
    expect(changes.filter(({ subject_id }) => subject_id === changed.body.id)).toHaveLength(1);
    const other = await world.activePerson('patient');
    expect((await mine.patch('/auth/me', { email: other.email.toUpperCase() })).status).toBe(409);
  });

  it('keeps passwords verbatim, and out of every answer and event', async () => {
    const password = '  spaces count  ';
    const person = await world.activePerson('staff', { password });
    expect((await world.signIn(person.email, password.trim())).status).toBe(401);
    expect((await world.signIn(person.email, password)).status).toBe(200);
    const leaks: unknown[] = await world.source.query(
      `SELECT FROM event WHERE concat(before, after, details) LIKE ANY ('{%argon2%,%${PASSWORD}%,%spaces count%}')`,
    );
    expect(leaks).toHaveLength(0);
  });
});

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}
