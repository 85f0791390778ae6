import type { Person, World } from '../support/world.js';
import { HoursWorld } from './hours.world.js';

let clinic: HoursWorld;
let world: World;
let admin: Person;
let staff: Person;
let patient: Person;
let otherAdmin: Person;

beforeAll(async () => {
  clinic = await HoursWorld.open();
  ({ world, admin, staff, patient, otherAdmin } = clinic);
});

afterAll(() => world.close());

const SETTINGS = {
  slot_interval_minutes: 15,
  minimum_notice_minutes: 120,
  booking_horizon_days: 90,
  provider_daily_limit: 20,
  patient_daily_limit: 2,
};
const INHERITED = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, null]));

describe('booking settings', () => {
  it.each(['/facilities', '/providers'])('of %s are inherited until they are set', async (list) => {
    const id = list === '/facilities' ? await clinic.newFacility() : await clinic.newProvider();
    expect((await staff.get(`${list}/${id}`)).body).toMatchObject(INHERITED);
    expect((await admin.patch(`${list}/${id}`, SETTINGS)).body).toMatchObject({ ...SETTINGS, version: 2 });
    expect((await staff.get(`${list}/${id}`)).body).toMatchObject(SETTINGS);
    expect((await admin.patch(`${list}/${id}`, INHERITED)).body).toMatchObject(INHERITED);
    for (const [name, value] of [
      ['slot_interval_minutes', 0],
      ['minimum_notice_minutes', -1],
      ['booking_horizon_days', 3651],
      ['provider_daily_limit', 0],
      ['patient_daily_limit', 1.5],
    ] as const) {
      const answer = await admin.patch(`${list}/${id}`, { [name]: value });
      expect(answer.status).toBe(400);
      expect(Object.keys(answer.body.errors as object)).toEqual([name]);
    }
  });

  it('are not a provider’s own to change, nor shown to patients', async () => {
    const own = await world.signIn('provider');
    const path = `/providers/${String(own.me.provider_id)}`;
    expect((await own.patch(path, { provider_daily_limit: 5 })).status).toBe(403);
    expect((await patient.get(path)).body).not.toHaveProperty('provider_daily_limit');
  });
});

describe('the organization', () => {
  it('is read by everybody in it, and changed by admins', async () => {
    const first = await admin.get('/organization');
    expect(first.body).toEqual({
      id: world.organizationId,
      name: 'Hope',
      code: 'hope',
      country_code: 'KE',
      timezone: 'UTC',
      ...INHERITED,
      minimum_notice_minutes: 0,
      booking_horizon_days: expect.any(Number) as number,
      reminder_minutes_before: [1440, 120],
      quiet_hours: { start: '21:00', end: '07:00' },
      digest_time: '07:00',
      retention_months: null,
      max_active_admins: 2,
      version: 1,
      created_at: expect.any(String) as string,
      updated_at: expect.any(String) as string,
    });
    expect(first.headers['etag']).toBe('"1"');
    for (const reader of [staff, patient]) {
      expect((await reader.get('/organization')).body).toEqual(first.body);
      expect((await reader.patch('/organization', { name: 'Mine' })).status).toBe(403);
    }
    expect((await otherAdmin.get('/organization')).body.id).toBe(world.otherOrganizationId);
  });

  it('changes what is given, under the version that the caller saw', async () => {
    const change = {
      name: 'Hope Clinics',
      timezone: 'Africa/Nairobi',
      ...SETTINGS,
      slot_interval_minutes: null,
    };
    const changed = await admin.patch('/organization', change, { 'if-match': '"1"' });
    expect(changed).toMatchObject({ status: 200, body: { ...change, version: 2 }, headers: { etag: '"2"' } });
    expect((await admin.patch('/organization', { name: 'Late' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await admin.patch('/organization', change)).body.version).toBe(2);
    expect(await world.eventsOf(world.organizationId)).toEqual(['organization.updated']);
    expect((await staff.get('/organization')).body).toMatchObject({ ...change, code: 'hope' });
    expect((await admin.patch('/organization', { provider_daily_limit: null })).status).toBe(200);
  });

  it('says when people are reminded, and when they are left alone', async () => {
    const change = {
      reminder_minutes_before: [60, 2880],
      quiet_hours: { start: '22:00', end: '06:00' },
      digest_time: '06:30',
    };
    const { body } = await admin.patch('/organization', change);
    expect(body).toMatchObject({ ...change, reminder_minutes_before: [2880, 60] });
    expect((await admin.patch('/organization', change)).body.version).toBe(body.version);
    const none = { reminder_minutes_before: [], quiet_hours: null };
    expect((await admin.patch('/organization', none)).body).toMatchObject(none);
  });

  it.each<[object, string]>([
    [{ name: '' }, 'name'],
    [{ code: 'Hope Clinic' }, 'code'],
    [{ timezone: 'Nairobi' }, 'timezone'],
    [{ minimum_notice_minutes: null }, 'minimum_notice_minutes'],
    [{ booking_horizon_days: null }, 'booking_horizon_days'],
    [{ slot_interval_minutes: 1441 }, 'slot_interval_minutes'],
    [{ country_code: 'UG' }, 'country_code'],
    [{ max_active_admins: 5 }, 'max_active_admins'],
    [{ reminder_minutes_before: [14] }, 'reminder_minutes_before'],
    [{ reminder_minutes_before: [60, 60] }, 'reminder_minutes_before'],
    [{ reminder_minutes_before: [15, 30, 45, 60, 75, 90] }, 'reminder_minutes_before'],
    [{ reminder_minutes_before: null }, 'reminder_minutes_before'],
    [{ quiet_hours: { start: '21:00' } }, 'quiet_hours.end'],
    [{ quiet_hours: { start: '21:00', end: '24:00' } }, 'quiet_hours.end'],
    [{ quiet_hours: { start: '21:00', end: '21:00' } }, 'quiet_hours'],
    [{ quiet_hours: { start: '21:00', end: '13:01' } }, 'quiet_hours'],
    [{ digest_time: '7:00' }, 'digest_time'],
  ])('refuses %j', async (fields, field) => {
    const answer = await admin.patch('/organization', fields);
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(Object.keys(answer.body.errors as object)).toEqual([field]);
  });

  it('has a code of its own', async () => {
    const answer = await admin.patch('/organization', { code: 'other' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'already_exists' } });
    expect((await otherAdmin.patch('/organization', { code: 'others' })).body.code).toBe('others');
  });
});
