import { type Person, World } from '../support/world.js';
import type { JsonBody } from '../support/http-client.js';

let world: World;
let admin: Person;
let staff: Person;

beforeAll(async () => {
  world = await World.open();
  admin = await world.signIn('admin');
  staff = await world.signIn('staff');
});

afterAll(() => world.close());

/** A profile that the clinic keeps of somebody who does not sign in. */
async function make(fields: object): Promise<JsonBody> {
  const answer = await admin.post('/providers', {
    kind: 'doctor',
    first_name: 'Wanjiru',
    last_name: 'Kamau',
    ...fields,
  });
  expect(answer.status).toBe(201);
  return answer.body;
}

describe('a user who is activated', () => {
  it('gets a profile of what they said when they registered', async () => {
    const person = await world.signIn('provider', {
      phone_number: '+254733123123',
      registration: { kind: 'midwife', specialties: ['Obstetrics'] },
    });
    expect((await staff.get(`/providers/${person.me.provider_id}`)).body).toMatchObject({
      user_id: person.me.id,
      kind: 'midwife',
      specialties: ['obstetrics'],
      email: person.me.email,
      phone_number: '+254733123123',
      is_active: true,
    });
  });

  it('is a doctor who did not say what they are', async () => {
    const { me } = await world.signIn('provider');
    expect((await staff.get(`/providers/${me.provider_id}`)).body.kind).toBe('doctor');
  });

  it('takes over the profile that the clinic keeps under their email, unless there are two', async () => {
    const { id: hope } = (
      await admin.post('/facilities', { name: 'Hope', code: 'HOPE', timezone: 'Africa/Nairobi' })
    ).body;
    const kept = await make({
      email: 'known@example.org',
      title: 'Dr',
      is_active: false,
      facility_ids: [hope],
    });
    const known = await world.signIn('provider', { email: 'known@example.org' });
    expect(known.me.provider_id).toBe(kept.id);
    expect((await staff.get(`/providers/${kept.id}`)).body).toMatchObject({
      is_active: true,
      title: 'Dr',
      facility_ids: [hope],
    });
    const twins = [await make({ email: 'twin@example.org' }), await make({ email: 'twin@example.org' })];
    const twin = await world.signIn('provider', { email: 'twin@example.org' });
    expect(twins.map(({ id }) => id as string)).not.toContain(twin.me.provider_id);
  });

  it('has no profile as admin or staff', () => {
    expect(admin.me).toMatchObject({ patient_id: null, provider_id: null });
    expect(staff.me).toMatchObject({ patient_id: null, provider_id: null });
  });

  it('is switched off and on with the user', async () => {
    const person = await world.signIn('provider');
    const [path, user] = [`/providers/${person.me.provider_id}`, `/users/${person.me.id}`];
    expect((await admin.post(`${user}/deactivate`)).status).toBe(200);
    expect((await staff.get(path)).body).toMatchObject({ is_active: false });
    expect((await admin.post(`${user}/activate`)).status).toBe(200);
    expect((await staff.get(path)).body).toMatchObject({ is_active: true });
  });
});
