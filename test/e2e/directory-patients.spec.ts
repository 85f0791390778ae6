import { v7 as uuidv7 } from 'uuid';
import { fullPreferences } from '../../src/domain/notification-preferences.js';
import { isUhid } from '../../src/domain/uhid.js';
import type { JsonBody } from '../support/http-client.js';
import { idsOf, type Person, World } from '../support/world.js';

let world: World;
let admin: Person;
let staff: Person;
let provider: Person;
let patient: Person;
let otherAdmin: Person;

beforeAll(async () => {
  world = await World.open();
  admin = await world.signIn('admin');
  staff = await world.signIn('staff');
  provider = await world.signIn('provider');
  patient = await world.signIn('patient');
  otherAdmin = await world.signIn('admin', { organization_id: world.otherOrganizationId });
});

afterAll(() => world.close());

const name = { first_name: 'Amina', last_name: 'Odhiambo' };

async function make(fields: object = {}, by = staff): Promise<JsonBody> {
  const answer = await by.post('/patients', { ...name, ...fields });
  expect(answer.status).toBe(201);
  return answer.body;
}

/** The UTC date so many days from now. */
function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}

async function search(text: string, by = staff): Promise<string[]> {
  const answer = await by.get(`/patients?search=${encodeURIComponent(text)}`);
  expect(answer.status).toBe(200);
  return idsOf(answer.body);
}

describe('a new patient', () => {
  it('has a UHID of the country, defaults, and nulls for what is not known', async () => {
    const answer = await staff.post('/patients', name);
    expect(answer.headers).toMatchObject({ etag: '"1"', location: `/api/v1/patients/${answer.body.id}` });
    expect(answer.body).toEqual({
      id: expect.any(String) as string,
      uhid: expect.stringMatching(/^KE\d{9}[A-Z]$/) as string,
      user_id: null,
      ...name,
      full_name: 'Amina Odhiambo',
      date_of_birth: null,
      age: null,
      sex: null,
      phone_number: null,
      email: null,
      national_id: null,
      locale: 'en',
      notification_preferences: fullPreferences({}),
      medical_history: '',
      is_active: true,
      version: 1,
      created_at: expect.any(String) as string,
      updated_at: expect.any(String) as string,
    });
    expect(isUhid(answer.body.uhid as string)).toBe(true);
    expect(await world.eventsOf(answer.body.id as string)).toEqual(['patient.created']);
  });

  it('keeps everything that was said, in one form', async () => {
    const said = {
      date_of_birth: '1990-05-17',
      sex: 'female',
      national_id: 'ID-4711',
      locale: 'sw',
      medical_history: 'Asthma since 2009.',
      is_active: false,
    };
    const sloppy = {
      phone_number: '00254 712-345-678',
      email: ' Amina@Example.ORG ',
      notification_preferences: { sms: false },
    };
    const body = await make({ ...said, ...sloppy });
    expect(body).toMatchObject({
      ...said,
      phone_number: '+254712345678',
      email: 'amina@example.org',
      notification_preferences: fullPreferences({ sms: false }),
    });
    expect((await staff.get(`/patients/${body.id}`)).body).toEqual(body);
    expect((await staff.get('/patients?national_id=id-4711')).body.results).toEqual([body]);
  });

  it('is numbered in the country of the organization', async () => {
    expect((await make({}, otherAdmin)).uhid).toMatch(/^RW/);
  });

  it.each([
    [{ first_name: '' }, 'first_name'],
    [{ last_name: undefined }, 'last_name'],
    [{ date_of_birth: '1990-02-30' }, 'date_of_birth'],
    [{ date_of_birth: '2026-W07-1' }, 'date_of_birth'],
    [{ date_of_birth: day(2) }, 'date_of_birth'],
    [{ sex: 'f' }, 'sex'],
    [{ phone_number: '12' }, 'phone_number'],
    [{ email: 'amina' }, 'email'],
    [{ locale: 'de' }, 'locale'],
    [{ notification_preferences: { fax: true } }, 'notification_preferences.fax'],
    [{ notification_preferences: { sms: null } }, 'notification_preferences.sms'],
    [{ notification_preferences: null }, 'notification_preferences'],
    [{ notification_preferences: { daily_digest: true } }, 'notification_preferences.daily_digest'],
    [{ notification_preferences: { kinds: { gossip: {} } } }, 'notification_preferences.kinds.gossip'],
    [
      { notification_preferences: { kinds: { changes: { sms: 1 } } } },
      'notification_preferences.kinds.changes.sms',
    ],
    [{ uhid: 'KE123456789A' }, 'uhid'],
    [{ user_id: uuidv7() }, 'user_id'],
  ])('is refused with %j', async (fields, field) => {
    const answer = await staff.post('/patients', { ...name, ...fields });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(Object.keys(answer.body.errors as object)).toEqual([field]);
  });

  it('was born on the same day in every time zone', async () => {
    // A day that Samoa skipped, and one whose midnight Brazil skipped.
    for (const date_of_birth of ['2011-12-30', '2018-11-04', '1900-01-01']) {
      const { id } = await make({ date_of_birth });
      expect((await staff.get(`/patients/${id}`)).body.date_of_birth).toBe(date_of_birth);
      const [last] = (await staff.get('/patients?ordering=-created_at&page_size=1')).body
        .results as JsonBody[];
      expect(last.date_of_birth).toBe(date_of_birth);
    }
  });

  it('counts age in whole years, from the day of birth on', async () => {
    const year = Number(day(0).slice(0, 4));
    const born = `${year - 30}${day(0).slice(4)}`.replace('02-29', '02-28');
    expect((await make({ date_of_birth: born })).age).toBe(30);
    expect((await make({ date_of_birth: day(0) })).age).toBe(0);
    // Born east of Greenwich, where it is tomorrow already.
    expect((await make({ date_of_birth: day(1) })).age).toBe(0);
  });

  it('shares a national ID with nobody in the organization', async () => {
    const first = await make({ national_id: '30405060A' });
    const answer = await staff.post('/patients', { ...name, national_id: ' 30405060a ' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'already_exists' } });
    expect(answer.body.errors).toEqual({ national_id: ['Another patient has this national ID.'] });
    const second = await make();
    expect((await staff.patch(`/patients/${second.id}`, { national_id: '30405060A' })).status).toBe(409);
    expect((await staff.patch(`/patients/${first.id}`, { national_id: '30405060A' })).status).toBe(200);
    await make({ national_id: '30405060A' }, otherAdmin);
  });
});

describe('a change', () => {
  it('touches what is given, clears by null, merges preferences', async () => {
    const before = await make({
      date_of_birth: '1990-05-17',
      sex: 'male',
      phone_number: '+254700000001',
      national_id: 'X1',
      email: 'a@b.org',
    });
    const path = `/patients/${before.id}`;
    const muted = await staff.patch(path, { notification_preferences: { email: false } });
    expect(muted.body).toEqual({
      ...before,
      version: 2,
      updated_at: muted.body.updated_at,
      notification_preferences: fullPreferences({ email: false }),
    });
    const nothing = { date_of_birth: null, sex: null, phone_number: null, national_id: null, email: null };
    const cleared = await staff.patch(path, nothing);
    expect(cleared.body).toMatchObject({
      ...nothing,
      age: null,
      version: 3,
      notification_preferences: { email: false, sms: true },
    });
    expect((await staff.patch(path, { notification_preferences: {} })).body.version).toBe(3);
    for (const field of ['first_name', 'last_name', 'locale', 'medical_history', 'is_active'])
      expect((await staff.patch(path, { [field]: null })).status).toBe(400);
    expect(await world.eventsOf(before.id as string)).toEqual([
      'patient.created',
      'patient.updated',
      'patient.updated',
    ]);
  });

  it('is refused when somebody else was faster', async () => {
    const { id } = await make();
    expect(
      (await provider.patch(`/patients/${id}`, { first_name: 'Aminah' }, { 'if-match': '"1"' })).status,
    ).toBe(200);
    expect((await staff.patch(`/patients/${id}`, { first_name: 'Ami' }, { 'if-match': '"1"' })).status).toBe(
      412,
    );
    expect((await staff.delete(`/patients/${id}`, { 'if-match': 'W/"1"' })).status).toBe(412);
  });

  it('does not reach another organization', async () => {
    const { id } = await make();
    for (const answer of [
      await otherAdmin.get(`/patients/${id}`),
      await otherAdmin.patch(`/patients/${id}`, { first_name: 'X' }),
      await otherAdmin.delete(`/patients/${id}`),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(idsOf((await otherAdmin.get('/patients')).body)).not.toContain(id);
  });
});

describe('a patient who is signed in', () => {
  it('sees themselves and nobody else', async () => {
    const own = patient.me.patient_id as string;
    const { id } = await make();
    expect(idsOf((await patient.get('/patients')).body)).toEqual([own]);
    expect((await patient.get(`/patients?search=Amina`)).body.count).toBe(0);
    expect((await patient.get(`/patients/${own}`)).body).toMatchObject({ user_id: patient.me.id });
    const others = await patient.get(`/patients/${id}`);
    const missing = await patient.get(`/patients/${uuidv7()}`);
    expect({ ...others.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' });
    expect((await patient.patch(`/patients/${id}`, { locale: 'fr' })).status).toBe(404);
  });

  it('changes contact data, language and preferences only', async () => {
    const path = `/patients/${patient.me.patient_id}`;
    const own = {
      phone_number: '+254733000111',
      email: 'me@example.org',
      locale: 'sw',
      notification_preferences: { sms: false },
    };
    expect((await patient.patch(path, own)).body).toMatchObject({
      ...own,
      notification_preferences: fullPreferences({ sms: false }),
    });
    for (const fields of [
      { medical_history: '' },
      { is_active: true },
      { first_name: 'X' },
      { national_id: null },
      { date_of_birth: null },
    ]) {
      const answer = await patient.patch(path, { ...fields, locale: 'fr' });
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect(Object.keys(answer.body.errors as object)).toEqual(Object.keys(fields));
    }
    expect((await patient.get(path)).body.locale).toBe('sw');
  });

  it('adds and removes nobody, and neither do providers remove', async () => {
    const { id } = await make({}, provider);
    expect((await patient.post('/patients', name)).status).toBe(403);
    expect((await patient.delete(`/patients/${patient.me.patient_id}`)).status).toBe(403);
    expect((await provider.delete(`/patients/${id}`)).status).toBe(403);
  });
});

describe('search', () => {
  let wanted: JsonBody;

  beforeAll(async () => {
    wanted = await make({
      first_name: 'Zawadi',
      last_name: "O'Nyango",
      phone_number: '+255754123987',
      national_id: 'TZ/88-1',
    });
    await make({ first_name: 'Zawadi', last_name: 'Mushi', phone_number: '+255754123111' });
  });

  it('finds by name in any order and letter case', async () => {
    for (const text of ["zawadi o'nyango", "O'NYANGO  Zawadi", 'nyan'])
      expect(await search(text)).toContain(wanted.id);
    expect(await search('Zawadi')).toHaveLength(2);
    expect(await search('Zawadi Nobody')).toEqual([]);
  });

  it('finds by phone number however it is written', async () => {
    for (const text of [
      '+255754123987',
      '255 754 123 987',
      '00255-754-123-987',
      '0754 123 987',
      '(0754) 123.987',
    ])
      expect(await search(text)).toEqual([wanted.id]);
  });

  it('finds by UHID however it is written', async () => {
    const uhid = wanted.uhid as string;
    const spaced = `${uhid.slice(0, 2)} ${uhid.slice(2, 6)} ${uhid.slice(6)}`;
    for (const text of [uhid, uhid.toLowerCase(), spaced, `${uhid.slice(0, 2)}-${uhid.slice(2)}`])
      expect(await search(text)).toEqual([wanted.id]);
    expect(idsOf((await staff.get(`/patients?uhid=${encodeURIComponent(spaced)}`)).body)).toEqual([
      wanted.id,
    ]);
  });

  it('finds by national ID, and takes wildcards literally', async () => {
    expect(await search('tz/88-1')).toEqual([wanted.id]);
    for (const text of ['%', '_', '\\', "'"]) expect(await search(text)).toEqual([]);
    expect(await search('00000')).not.toContain(wanted.id);
  });

  it('filters by phone number exactly, and refuses what is none', async () => {
    const by = (number: string) => staff.get(`/patients?phone_number=${encodeURIComponent(number)}`);
    expect(idsOf((await by('+255 754 123 987')).body)).toEqual([wanted.id]);
    // A plus sign that the client did not escape.
    expect(idsOf((await staff.get('/patients?phone_number=+255754123987')).body)).toEqual([wanted.id]);
    expect((await by('Zawadi')).status).toBe(400);
  });

  it('pages through what it finds', async () => {
    for (let n = 0; n < 16; n++) await make({ first_name: 'Pageant' });
    const pages = await world.walk(staff, '/patients?search=pageant&page_size=5&ordering=-created_at');
    expect(pages.map((page) => idsOf(page).length)).toEqual([5, 5, 5, 1]);
    expect(new Set(pages.flatMap(idsOf)).size).toBe(16);
  });
});

describe('deleting', () => {
  it('removes who nothing refers to', async () => {
    const { id } = await make();
    expect((await staff.delete(`/patients/${id}`)).status).toBe(204);
    expect((await staff.get(`/patients/${id}`)).status).toBe(404);
    expect((await staff.delete(`/patients/${id}`)).status).toBe(404);
    expect(await world.eventsOf(id)).toEqual(['patient.created', 'patient.deleted']);
  });

  it('deactivates who signs in', async () => {
    const person = await world.signIn('patient');
    const id = person.me.patient_id as string;
    expect((await admin.delete(`/patients/${id}`)).status).toBe(204);
    expect((await staff.get(`/patients/${id}`)).body).toMatchObject({ is_active: false, version: 2 });
    expect(idsOf((await staff.get('/patients?is_active=false')).body)).toContain(id);
  });

  it('deactivates who has visits', async () => {
    const { id } = await make();
    await world.database.manager.query(
      `INSERT INTO appointment (id, organization_id, appointment_number, patient_id, provider_id, start_time, end_time)
       VALUES ($1, $2, next_appointment_number($2), $3, $4, now() + interval '1 day', now() + interval '1 day 30 minutes')`,
      [uuidv7(), world.organizationId, id, provider.me.provider_id],
    );
    expect((await staff.delete(`/patients/${id}`)).status).toBe(204);
    expect((await staff.get(`/patients/${id}`)).body.is_active).toBe(false);
  });
});
