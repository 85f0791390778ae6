import { v7 as uuidv7 } from 'uuid';
import type { JsonBody } from '../support/http-client.js';
import { idsOf, type Person, World } from '../support/world.js';

let world: World;
let admin: Person;
let staff: Person;
let provider: Person;
let patient: Person;
let otherAdmin: Person;

const NOBODY = '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10';

beforeAll(async () => {
  world = await World.open();
  admin = await world.signIn('admin');
  staff = await world.signIn('staff');
  provider = await world.signIn('provider');
  patient = await world.signIn('patient');
  otherAdmin = await world.signIn('admin', { organization_id: world.otherOrganizationId });
});

afterAll(() => world.close());

let made = 0;
const topicInput = (fields: object = {}): object => ({
  name: `Topic ${++made}`,
  duration_minutes: 30,
  ...fields,
});
const facilityInput = (fields: object = {}): object => ({
  name: 'Hope Clinic',
  code: `HOPE-${++made}`,
  timezone: 'Africa/Nairobi',
  ...fields,
});

async function make(path: string, input: object): Promise<JsonBody> {
  const answer = await admin.post(path, input);
  expect(answer.status).toBe(201);
  return answer.body;
}

describe.each([
  { path: '/topics', input: topicInput, unique: 'name' },
  { path: '/facilities', input: facilityInput, unique: 'code' },
])('$path', ({ path, input, unique }) => {
  it('is made by an admin, and read by all', async () => {
    const answer = await admin.post(path, input());
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ etag: '"1"', location: `/api/v1${path}/${answer.body.id}` });
    for (const reader of [admin, staff, provider, patient]) {
      expect((await reader.get(`${path}/${answer.body.id}`)).body).toEqual(answer.body);
      expect(idsOf((await reader.get(path)).body)).toContain(answer.body.id);
    }
  });

  it('is written by nobody else', async () => {
    const { id } = await make(path, input());
    for (const reader of [staff, provider, patient]) {
      expect((await reader.post(path, input())).status).toBe(403);
      expect((await reader.patch(`${path}/${id}`, { name: 'Mine' })).status).toBe(403);
      expect((await reader.delete(`${path}/${id}`)).status).toBe(403);
    }
  });

  it('is not there for another organization', async () => {
    const { id } = await make(path, input());
    const missing = await otherAdmin.get(`${path}/${NOBODY}`);
    expect(missing.status).toBe(404);
    for (const answer of [
      await otherAdmin.get(`${path}/${id}`),
      await otherAdmin.patch(`${path}/${id}`, { name: 'Mine' }),
      await otherAdmin.delete(`${path}/${id}`),
    ])
      expect({ ...answer.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' });
    expect(idsOf((await otherAdmin.get(path)).body)).toEqual([]);
  });

  it(`refuses a ${unique} that is taken in whatever letter case, but not another organization's`, async () => {
    const first = await make(path, input());
    const name = first[unique] as string;
    for (const taken of [name, name.toLowerCase(), name.toUpperCase()]) {
      const answer = await admin.post(path, { ...input(), [unique]: taken });
      expect(answer).toMatchObject({ status: 409, body: { code: 'already_exists' } });
      expect(Object.keys(answer.body.errors as object)).toEqual([unique]);
    }
    expect((await otherAdmin.post(path, { ...input(), [unique]: name })).status).toBe(201);
    const recased = await admin.patch(`${path}/${first.id}`, { [unique]: name.toLowerCase() });
    expect([recased.status, recased.body[unique]]).toEqual([200, name.toLowerCase()]);
  });

  it('changes what is given, under the version that the caller saw', async () => {
    const { id } = await make(path, input());
    const changed = await admin.patch(`${path}/${id}`, { name: 'Renamed' + id }, { 'if-match': '"1"' });
    expect(changed).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { version: 2, name: 'Renamed' + id },
    });
    const stale = await admin.patch(`${path}/${id}`, { name: 'Late' }, { 'if-match': '"1"' });
    expect(stale).toMatchObject({ status: 412, body: { code: 'stale_version' } });
    expect((await admin.delete(`${path}/${id}`, { 'if-match': '"1"' })).status).toBe(412);
  });

  it('keeps version and log as they are when nothing changes', async () => {
    const { id, name } = await make(path, input());
    expect((await admin.patch(`${path}/${id}`, { name: name as string })).body.version).toBe(1);
    expect(await world.eventsOf(id)).toHaveLength(1);
  });

  it('refuses null where there must be a value', async () => {
    const { id } = await make(path, input());
    const answer = await admin.patch(`${path}/${id}`, { name: null });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(Object.keys(answer.body.errors as object)).toEqual(['name']);
  });

  it('is removed for good while nothing refers to it', async () => {
    const { id } = await make(path, input());
    expect((await admin.delete(`${path}/${id}`, { 'if-match': '"1"' })).status).toBe(204);
    expect((await admin.get(`${path}/${id}`)).status).toBe(404);
    const noun = path === '/topics' ? 'topic' : 'facility';
    expect(await world.eventsOf(id)).toEqual([`${noun}.created`, `${noun}.deleted`]);
  });

  it('is switched off where something refers to it', async () => {
    const { id } = await make(path, input());
    const scope = path === '/topics' ? 'topic_ids' : 'facility_ids';
    await make('/providers', { kind: 'nurse', first_name: 'Joy', last_name: 'Achieng', [scope]: [id] });
    expect((await admin.delete(`${path}/${id}`)).status).toBe(204);
    expect((await admin.get(`${path}/${id}`)).body).toMatchObject({ is_active: false, version: 2 });
    expect(idsOf((await admin.get(`${path}?is_active=false`)).body)).toContain(id);
    expect(idsOf((await admin.get(`${path}?is_active=true`)).body)).not.toContain(id);
  });

  it('is found by its words', async () => {
    const { id } = await make(path, input({ name: 'Vaccination of Travellers' }));
    for (const search of ['vaccin', 'TRAVELLERS vacc'])
      expect(idsOf((await staff.get(`${path}?search=${encodeURIComponent(search)}`)).body)).toEqual([id]);
    for (const search of ['vaccin zebra', '%', '_'])
      expect(idsOf((await staff.get(`${path}?search=${encodeURIComponent(search)}`)).body)).toEqual([]);
  });
});

/** Somebody's visit there, always at the same time. */
async function visit(facilityId: string): Promise<void> {
  const name = { first_name: 'Amina', last_name: 'Otieno' };
  const someone = await make('/patients', name);
  const doctor = await make('/providers', { kind: 'doctor', ...name });
  await world.database.manager.query(
    `INSERT INTO appointment (id, organization_id, appointment_number, patient_id, provider_id, facility_id, start_time, end_time)
     VALUES ($1, $2, next_appointment_number($2), $3, $4, $5, '2031-01-15T10:00:00Z', '2031-01-15T10:30:00Z')`,
    [uuidv7(), world.organizationId, someone.id, doctor.id, facilityId],
  );
}

async function lanesOf(facilityId: string): Promise<number[]> {
  const taken = await world.database.manager.query<{ lane: number }[]>(
    `SELECT lane FROM occupancy WHERE resource_id = $1 ORDER BY lane`,
    [facilityId],
  );
  return taken.map(({ lane }) => lane);
}

describe('topics', () => {
  it('answer with every field, defaults and nulls', async () => {
    const body = await make('/topics', { name: 'Bug Bite', duration_minutes: 15 });
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      name: 'Bug Bite',
      duration_minutes: 15,
      service_type: null,
      specialty: null,
      buffer_before_minutes: 0,
      buffer_after_minutes: 0,
      is_active: true,
      version: 1,
      created_at: expect.any(String) as string,
      updated_at: expect.any(String) as string,
    });
  });

  it('clear what may be null', async () => {
    const { id } = await make(
      '/topics',
      topicInput({ service_type: 'checkup', specialty: 'General Practice' }),
    );
    expect((await admin.get('/topics?specialty=general-practice')).body.results).toMatchObject([
      { specialty: 'general_practice' },
    ]);
    const cleared = await admin.patch(`/topics/${id}`, { service_type: null, specialty: null });
    expect(cleared.body).toMatchObject({ service_type: null, specialty: null });
  });

  it.each([
    [{ duration_minutes: 0 }, 'duration_minutes'],
    [{ duration_minutes: 7.5 }, 'duration_minutes'],
    [{ duration_minutes: '30' }, 'duration_minutes'],
    [{ buffer_after_minutes: -1 }, 'buffer_after_minutes'],
    [{ name: 'x'.repeat(257) }, 'name'],
    [{ name: '  ' }, 'name'],
    [{ specialty: 'a/b' }, 'specialty'],
    [{ organization_id: NOBODY }, 'organization_id'],
    [{ version: 7 }, 'version'],
  ])('refuse %j', async (fields, field) => {
    const answer = await admin.post('/topics', topicInput(fields));
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.errors as object)).toEqual([field]);
  });
});

describe('facilities', () => {
  it('hold one visit at a time unless told otherwise, or any number', async () => {
    const facility = await make('/facilities', facilityInput());
    expect(facility).toMatchObject({
      capacity: 1,
      opening_hours: [],
      address: null,
      phone_number: null,
      is_active: true,
    });
    const path = `/facilities/${facility.id}`;
    expect((await admin.patch(path, { capacity: 4 })).body.capacity).toBe(4);
    expect((await admin.patch(path, { name: 'Still four' })).body.capacity).toBe(4);
    expect((await admin.patch(path, { capacity: null })).body.capacity).toBeNull();
    expect((await make('/facilities', facilityInput({ capacity: null }))).capacity).toBeNull();
    for (const capacity of [0, -1, 1.5, '2', 1_001])
      expect((await admin.patch(path, { capacity })).status).toBe(400);
  });

  it('go on with what is booked when their capacity changes', async () => {
    const { id } = await make('/facilities', facilityInput({ capacity: null }));
    const path = `/facilities/${id}`;
    await visit(id);
    await visit(id);
    expect(await lanesOf(id)).toEqual([]);
    expect((await admin.patch(path, { capacity: 1 })).status).toBe(200);
    expect(await lanesOf(id)).toEqual([0, 1]);
    await expect(visit(id)).rejects.toThrow(/taken/);
    expect((await admin.patch(path, { capacity: 3 })).status).toBe(200);
    await visit(id);
    await expect(visit(id)).rejects.toThrow(/taken/);
    expect((await admin.patch(path, { capacity: null })).status).toBe(200);
    expect(await lanesOf(id)).toEqual([]);
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.get(path)).body.is_active).toBe(false);
  });

  it('keep a phone number in one form, and drop it', async () => {
    const { id, phone_number } = await make(
      '/facilities',
      facilityInput({ phone_number: '+254 (712) 345-678' }),
    );
    expect(phone_number).toBe('+254712345678');
    expect((await admin.patch(`/facilities/${id}`, { phone_number: null })).body.phone_number).toBeNull();
    expect((await admin.patch(`/facilities/${id}`, { phone_number: 'call us' })).status).toBe(400);
  });

  it('refuse opening hours that overlap, and zones that are none', async () => {
    const monday = (start: string, end: string): object => ({ weekday: 1, start, end });
    const hours = [monday('09:00', '12:30'), monday('12:30', '17:00')];
    expect((await make('/facilities', facilityInput({ opening_hours: hours }))).opening_hours).toEqual(hours);
    const overlap = await admin.post(
      '/facilities',
      facilityInput({ opening_hours: [...hours, monday('16:59', '18:00')] }),
    );
    expect(overlap).toMatchObject({
      status: 400,
      body: { errors: { 'opening_hours.2': ['Overlaps entry 1.'] } },
    });
    expect((await admin.post('/facilities', facilityInput({ timezone: '+03:00' }))).status).toBe(400);
  });
});

describe('lists', () => {
  const size = 7;
  let ids: string[];

  beforeAll(async () => {
    ids = [];
    for (let n = 0; n < 60; n++)
      ids.push((await make('/topics', topicInput({ service_type: 'walk' }))).id as string);
    // Many rows of one instant: only the id tells them apart.
    await world.database.manager.query(
      `UPDATE topic SET created_at = '2026-01-01T00:00:00Z' WHERE id = ANY ($1)`,
      [ids.slice(5, 40)],
    );
  });

  it.each(['created_at', '-created_at'])(
    'give every row once in both directions, ordered by %s',
    async (ordering) => {
      const path = `/topics?service_type=walk&page_size=${size}&ordering=${ordering}`;
      const forward = await world.walk(staff, path);
      expect(forward).toHaveLength(9);
      expect(forward[0]).toMatchObject({ count: 60, previous: null });
      expect(forward.at(-1).next).toBeNull();
      const seen = forward.flatMap(idsOf);
      expect([...seen].sort()).toEqual([...ids].sort());
      const backward = await world.walk(staff, forward.at(-1).previous as string, 'previous');
      expect([...backward.reverse(), forward.at(-1)].map(idsOf)).toEqual(forward.map(idsOf));
      const opposite = ordering === 'created_at' ? '-created_at' : 'created_at';
      const turned = await world.walk(staff, path.replace(`=${ordering}`, `=${opposite}`));
      expect(turned.flatMap(idsOf)).toEqual(seen.reverse());
    },
  );

  it('refuse cursors of another list, and sizes out of bounds', async () => {
    const { body } = await staff.get(`/topics?page_size=${size}`);
    const crossed = (body.next as string) + '&ordering=-created_at';
    expect(await staff.get(crossed)).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    expect(await staff.get('/topics?cursor=rubbish')).toMatchObject({
      status: 400,
      body: { code: 'invalid_cursor' },
    });
    for (const query of ['page_size=0', 'page_size=101', 'page_size=x', 'ordering=name', 'colour=red'])
      expect((await staff.get(`/topics?${query}`)).status).toBe(400);
  });
});
