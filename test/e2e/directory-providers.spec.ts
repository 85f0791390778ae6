import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { fullProviderPreferences } from '../../src/domain/notification-preferences.js';
import type { JsonBody } from '../support/http-client.js';
import { idsOf, type Person, World } from '../support/world.js';

let world: World;
let admin: Person;
let staff: Person;
let provider: Person;
let patient: Person;
let otherAdmin: Person;
let hope: string;
let grace: string;
let checkup: string;
let theirFacility: string;

beforeAll(async () => {
  world = await World.open();
  admin = await world.signIn('admin');
  staff = await world.signIn('staff');
  provider = await world.signIn('provider');
  patient = await world.signIn('patient');
  otherAdmin = await world.signIn('admin', { organization_id: world.otherOrganizationId });
  hope = await facility(admin, 'HOPE');
  grace = await facility(admin, 'GRACE');
  theirFacility = await facility(otherAdmin, 'HOPE');
  checkup = (await admin.post('/topics', { name: 'Checkup', duration_minutes: 30 })).body.id as string;
});

afterAll(() => world.close());

async function facility(by: Person, code: string): Promise<string> {
  return (await by.post('/facilities', { name: code, code, timezone: 'Africa/Nairobi' })).body.id as string;
}

const basic = { kind: 'doctor', first_name: 'Wanjiru', last_name: 'Kamau' };

async function make(fields: object = {}, by = admin): Promise<JsonBody> {
  const answer = await by.post('/providers', { ...basic, ...fields });
  expect(answer.status).toBe(201);
  return answer.body;
}

const list = async (query: string, by: Person = staff): Promise<string[]> =>
  idsOf((await by.get(`/providers?${query}`)).body);

describe('a provider', () => {
  it('has defaults, and nulls for what is not known', async () => {
    const body = await make();
    expect(body).toEqual({
      id: expect.any(String) as string,
      user_id: null,
      ...basic,
      title: null,
      full_name: 'Wanjiru Kamau',
      email: null,
      phone_number: null,
      specialties: [],
      facility_ids: [],
      topic_ids: [],
      locale: 'en',
      notification_preferences: fullProviderPreferences({}),
      accepts_bookings: true,
      is_active: true,
      slot_interval_minutes: null,
      minimum_notice_minutes: null,
      booking_horizon_days: null,
      provider_daily_limit: null,
      patient_daily_limit: null,
      version: 1,
      created_at: expect.any(String) as string,
      updated_at: expect.any(String) as string,
    });
    expect((await staff.get(`/providers/${body.id}`)).body).toEqual(body);
  });

  it('keeps everything that was said, in one form', async () => {
    const body = await make({
      title: 'Dr',
      email: 'W.Kamau@Example.org',
      phone_number: '+254 722 000 111',
      specialties: ['General Practice', 'tropical_medicine'],
      facility_ids: [grace.toUpperCase(), hope],
      topic_ids: [checkup],
      locale: 'fr',
      notification_preferences: { email: false },
      accepts_bookings: false,
      is_active: false,
    });
    expect(body).toMatchObject({
      full_name: 'Dr Wanjiru Kamau',
      email: 'w.kamau@example.org',
      phone_number: '+254722000111',
      specialties: ['general_practice', 'tropical_medicine'],
      facility_ids: [hope, grace].sort(),
      topic_ids: [checkup],
      notification_preferences: fullProviderPreferences({ email: false }),
      accepts_bookings: false,
      is_active: false,
    });
    expect((await staff.get(`/providers/${body.id}`)).body).toEqual(body);
    expect((await staff.get('/providers?is_active=false')).body.results).toContainEqual(body);
  });

  it.each([
    [{ kind: 'wizard' }, 'kind'],
    [{ kind: undefined }, 'kind'],
    [{ specialties: ['a/b'] }, 'specialties'],
    [{ specialties: ['ENT', 'ent'] }, 'specialties'],
    [{ specialties: ['x'.repeat(51)] }, 'specialties'],
    [{ specialties: null }, 'specialties'],
    [{ facility_ids: ['HOPE'] }, 'facility_ids'],
    [{ facility_ids: [uuidv7()] }, 'facility_ids'],
    [{ topic_ids: [uuidv7()] }, 'topic_ids'],
    [{ phone_number: 'x' }, 'phone_number'],
    [{ organization_id: uuidv7() }, 'organization_id'],
  ])('is refused with %j', async (fields, field) => {
    const answer = await admin.post('/providers', { ...basic, ...fields });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(Object.keys(answer.body.errors as object)).toEqual([field]);
  });

  it('works at no facility of another organization', async () => {
    const before = (await staff.get('/providers')).body.count as number;
    const answer = await admin.post('/providers', { ...basic, facility_ids: [hope, theirFacility] });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: { facility_ids: ['There is none with this id.'] } },
    });
    expect((await staff.get('/providers')).body.count).toBe(before);
  });

  it('is a new version when only the facilities or topics change', async () => {
    const { id } = await make({ facility_ids: [hope] });
    const path = `/providers/${id}`;
    const moved = await admin.patch(path, { facility_ids: [grace] });
    expect(moved).toMatchObject({ headers: { etag: '"2"' }, body: { facility_ids: [grace], version: 2 } });
    expect((await admin.patch(path, { topic_ids: [checkup], last_name: 'Njeri' })).body.version).toBe(3);
    expect((await admin.patch(path, { topic_ids: [checkup], facility_ids: [grace] })).body.version).toBe(3);
    expect((await admin.patch(path, { facility_ids: [], topic_ids: [] })).body).toMatchObject({
      facility_ids: [],
      topic_ids: [],
      version: 4,
    });
    expect((await admin.patch(path, { title: null, email: null, facility_ids: null })).status).toBe(400);
    expect((await admin.patch(path, { first_name: 'Late' }, { 'if-match': '"3"' })).status).toBe(412);
    expect(await world.eventsOf(id)).toEqual([
      'provider.created',
      ...Array<string>(3).fill('provider.updated'),
    ]);
  });

  it('is written by admins only', async () => {
    const { id } = await make();
    for (const reader of [staff, provider, patient]) {
      expect((await reader.post('/providers', basic)).status).toBe(403);
      expect((await reader.delete(`/providers/${id}`)).status).toBe(403);
      expect((await reader.patch(`/providers/${id}`, { title: 'Dr' })).status).toBe(403);
    }
    for (const answer of [
      await otherAdmin.get(`/providers/${id}`),
      await otherAdmin.patch(`/providers/${id}`, { title: 'Dr' }),
      await otherAdmin.post(`/providers/${id}/availability`, { accepts_bookings: false }),
      await otherAdmin.delete(`/providers/${id}`),
    ])
      expect(answer.status).toBe(404);
  });

  it('shows patients no private data', async () => {
    const { id } = await make({ email: 'private@example.org', phone_number: '+254722999888' });
    const [one, all] = [await patient.get(`/providers/${id}`), await patient.get('/providers?page_size=100')];
    for (const body of [one.body, (all.body.results as { id: string }[]).find((row) => row.id === id)])
      expect(Object.keys(body as object).sort()).toEqual(
        [
          ...[
            'id',
            'kind',
            'title',
            'first_name',
            'last_name',
            'full_name',
            'specialties',
            'facility_ids',
            'topic_ids',
          ],
          ...['accepts_bookings', 'is_active', 'version', 'created_at', 'updated_at'],
        ].sort(),
      );
  });

  it('is browsed by patients while active, and found by its id for good', async () => {
    const { id } = await make({ is_active: false, specialties: ['browsing'] });
    expect(await list('specialty=browsing')).toEqual([id]);
    expect(await list('specialty=browsing', patient)).toEqual([]);
    expect(await list('specialty=browsing&is_active=false', patient)).toEqual([]);
    expect((await patient.get(`/providers/${id}`)).status).toBe(200);
  });
});

describe('filters', () => {
  let anywhere: string;
  let atHope: string;
  let atGrace: string;

  beforeAll(async () => {
    anywhere = (await make({ specialties: ['filtering'], title: 'Prof', first_name: 'Chidi' })).id as string;
    atHope = (await make({ specialties: ['filtering', 'surgery'], kind: 'nurse', facility_ids: [hope] }))
      .id as string;
    atGrace = (
      await make({
        specialties: ['filtering'],
        facility_ids: [grace],
        topic_ids: [checkup],
        accepts_bookings: false,
      })
    ).id as string;
  });

  it.each<[string, () => string[]]>([
    ['specialty=filtering', () => [anywhere, atHope, atGrace]],
    ['specialty=Filtering&kind=nurse', () => [atHope]],
    ['specialty=surgery', () => [atHope]],
    ['specialty=filtering&accepts_bookings=true', () => [anywhere, atHope]],
    ['specialty=filtering&accepts_bookings=false', () => [atGrace]],
    ['specialty=filtering&search=chidi%20prof', () => [anywhere]],
    ['specialty=filtering&facility_id=HOPE', () => [anywhere, atHope]],
    ['specialty=filtering&facility_id=GRACE', () => [anywhere, atGrace]],
    ['specialty=filtering&topic_id=CHECKUP', () => [anywhere, atHope, atGrace]],
    ['specialty=filtering&topic_id=OTHER', () => [anywhere, atHope]],
    ['specialty=filtering&ordering=-created_at', () => [atGrace, atHope, anywhere]],
  ])('%s', async (query, expected) => {
    const ids = query
      .replace('HOPE', hope)
      .replace('GRACE', grace)
      .replace('CHECKUP', checkup)
      .replace('OTHER', uuidv7());
    expect(await list(ids)).toEqual(expected());
    expect(await list(ids, patient)).toEqual(expected());
  });

  it('refuse what is no kind and no id', async () => {
    for (const query of ['kind=wizard', 'facility_id=HOPE', 'topic_id=1', 'accepts_bookings=maybe'])
      expect((await staff.get(`/providers?${query}`)).status).toBe(400);
  });

  it('cost the same number of queries however many rows there are', async () => {
    // Every statement passes here, prepared or not.
    const query = jest.spyOn(Client.prototype, 'query');
    const costs: number[] = [];
    for (const size of [1, 2]) {
      query.mockClear();
      expect(await list(`specialty=filtering&page_size=${size}`)).toHaveLength(size);
      costs.push(query.mock.calls.length);
    }
    query.mockRestore();
    expect(costs[0]).toBeGreaterThan(0);
    expect(costs[1]).toBe(costs[0]);
  });
});

describe('a provider who is signed in', () => {
  it('changes what is theirs, and nothing that the clinic decides', async () => {
    const path = `/providers/${provider.me.provider_id}`;
    const own = {
      title: 'Dr',
      first_name: 'Akinyi',
      phone_number: '+254722000999',
      specialties: ['ent'],
      locale: 'pt',
      accepts_bookings: false,
    };
    expect((await provider.patch(path, own)).body).toMatchObject(own);
    for (const fields of [
      { kind: 'nurse' },
      { is_active: false },
      { facility_ids: [hope] },
      { topic_ids: [] },
    ]) {
      const answer = await provider.patch(path, { ...fields, title: 'Prof' });
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect(Object.keys(answer.body.errors as object)).toEqual(Object.keys(fields));
    }
    expect((await provider.get(path)).body.title).toBe('Dr');
  });

  it('chooses what to be told, and how', async () => {
    const path = `/providers/${provider.me.provider_id}`;
    const choice = { daily_digest: true, kinds: { reminders: { email: true, sms: false } } };
    const { body } = await provider.patch(path, { notification_preferences: choice });
    expect(body.notification_preferences).toEqual(fullProviderPreferences(choice));
    const again = await provider.patch(path, { notification_preferences: { daily_digest: false } });
    expect(again.body.notification_preferences).toEqual(
      fullProviderPreferences({ ...choice, daily_digest: false }),
    );
  });

  it('finds that somebody else’s profile is forbidden, and a missing one missing', async () => {
    const { id } = await make();
    expect((await provider.patch(`/providers/${id}`, { title: 'Dr' })).status).toBe(403);
    expect((await provider.post(`/providers/${id}/availability`, { accepts_bookings: false })).status).toBe(
      403,
    );
    expect((await provider.patch(`/providers/${uuidv7()}`, { title: 'Dr' })).status).toBe(404);
  });

  it('switches bookings off and on, as admins and staff do for them', async () => {
    const path = `/providers/${provider.me.provider_id}`;
    for (const [by, accepts_bookings] of [
      [provider, true],
      [staff, false],
      [admin, true],
      [provider, false],
    ] as const) {
      const answer = await by.post(`${path}/availability`, { accepts_bookings });
      expect(answer).toMatchObject({ status: 200, body: { id: provider.me.provider_id, accepts_bookings } });
    }
    expect((await patient.post(`${path}/availability`, { accepts_bookings: true })).status).toBe(403);
    expect((await provider.post(`${path}/availability`, {})).status).toBe(400);
    expect(
      (await provider.post(`${path}/availability`, { accepts_bookings: true }, { 'if-match': '"1"' })).status,
    ).toBe(412);
  });
});

describe('deleting', () => {
  it('removes who nothing refers to, with their facilities and topics', async () => {
    const { id } = await make({ facility_ids: [hope], topic_ids: [checkup] });
    expect((await admin.delete(`/providers/${id}`)).status).toBe(204);
    expect((await admin.get(`/providers/${id}`)).status).toBe(404);
    expect(await world.eventsOf(id)).toEqual(['provider.created', 'provider.deleted']);
  });

  it('deactivates who signs in, and who has visits', async () => {
    const person = await world.signIn('provider');
    const { id } = await make();
    await world.database.manager.query(
      `INSERT INTO appointment (id, organization_id, appointment_number, patient_id, provider_id, start_time, end_time)
       VALUES ($1, $2, next_appointment_number($2), $3, $4, now() + interval '1 day', now() + interval '1 day 30 minutes')`,
      [uuidv7(), world.organizationId, patient.me.patient_id, id],
    );
    for (const kept of [id as string, person.me.provider_id as string]) {
      expect((await admin.delete(`/providers/${kept}`)).status).toBe(204);
      expect((await admin.get(`/providers/${kept}`)).body).toMatchObject({ is_active: false, version: 2 });
    }
  });
});
