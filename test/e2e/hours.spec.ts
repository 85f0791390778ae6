import { v7 as uuidv7 } from 'uuid';
import { idsOf, type Person, type World } from '../support/world.js';
import { at, HoursWorld, made, monday, tuesday } from './hours.world.js';

let clinic: HoursWorld;
let world: World;
let admin: Person;
let staff: Person;
let patient: Person;
let otherAdmin: Person;
let theirFacility: string;

beforeAll(async () => {
  clinic = await HoursWorld.open();
  ({ world, admin, staff, patient, otherAdmin } = clinic);
  theirFacility = await clinic.newFacility({}, otherAdmin);
});

afterAll(() => world.close());

const week = (facility_id: string, weekday: number, start: string, end: string, more: object = {}) => ({
  facility_id,
  weekday,
  start,
  end,
  ...more,
});

describe('working hours', () => {
  let hope: string;
  let grace: string;
  let provider: string;
  const path = (id = provider): string => `/providers/${id}/working-hours`;

  beforeAll(async () => {
    hope = await clinic.newFacility();
    grace = await clinic.newFacility();
  });

  beforeEach(async () => {
    provider = await clinic.newProvider();
  });

  it('are a plain list, in order, replaced as a whole', async () => {
    expect(await staff.get(path())).toMatchObject({ status: 200, body: [] });
    const first = [
      week(hope, 5, '22:00', '06:00'),
      week(hope, 1, '13:00', '24:00'),
      week(grace, 1, '09:00', '12:30'),
    ];
    const answer = await admin.put(path(), first);
    const none = { valid_from: null, valid_until: null };
    const kept = [first[2], first[1], first[0]].map((span) => ({ ...span, ...none }));
    expect(answer).toMatchObject({ status: 200, body: kept, headers: { 'affected-appointments': '0' } });
    for (const reader of [admin, staff, patient])
      expect(await reader.get(path())).toMatchObject({ status: 200, body: kept });

    const second = [week(grace.toUpperCase(), 2, '09:00', '12:00', { valid_from: '2026-01-01' })];
    expect((await staff.put(path(), second)).body).toEqual([
      week(grace, 2, '09:00', '12:00', { valid_from: '2026-01-01', valid_until: null }),
    ]);
    expect((await staff.put(path(), (await staff.get(path())).body)).status).toBe(200);
    expect(await staff.put(path(), [])).toMatchObject({ status: 200, body: [] });
    expect(await world.eventsOf(provider)).toEqual([
      'provider.created',
      ...Array<string>(3).fill('provider.working_hours_changed'),
    ]);
  });

  it.each<[string, (spans: { hope: string; grace: string }) => unknown, string[]]>([
    ['no list', () => ({ weekday: 1 }), ['body']],
    ['no body', () => undefined, ['body']],
    ['no objects', () => [1], ['0']],
    ['null', () => [null], ['0']],
    ['too many', (f) => Array.from({ length: 201 }, () => week(f.hope, 1, '09:00', '10:00')), ['body']],
    ['clock times that are none', (f) => [week(f.hope, 1, '9:00', '24:01')], ['0.start', '0.end']],
    [
      'a weekday that is none',
      (f) => [week(f.hope, 1, '09:00', '10:00'), week(f.hope, 0, '09:00', '10:00')],
      ['1.weekday'],
    ],
    [
      'dates that are none',
      (f) => [week(f.hope, 1, '09:00', '10:00', { valid_from: '2026-02-30' })],
      ['0.valid_from'],
    ],
    [
      'dates reversed',
      (f) => [week(f.hope, 1, '09:00', '10:00', { valid_from: '2026-02-02', valid_until: '2026-02-01' })],
      ['0.valid_until'],
    ],
    ['unknown fields', (f) => [week(f.hope, 1, '09:00', '10:00', { id: uuidv7() })], ['0.id']],
    ['an unknown facility', () => [week(uuidv7(), 1, '09:00', '10:00')], ['0.facility_id']],
    ['a facility of others', () => [week(theirFacility, 1, '09:00', '10:00')], ['0.facility_id']],
    ['an overlap', (f) => [week(f.hope, 1, '09:00', '12:00'), week(f.hope, 1, '11:59', '13:00')], ['1']],
    [
      'two places at once',
      (f) => [week(f.hope, 1, '09:00', '12:00'), week(f.grace, 1, '10:00', '11:00')],
      ['1'],
    ],
    [
      'an overlap after midnight',
      (f) => [week(f.hope, 1, '05:00', '07:00'), week(f.grace, 7, '22:00', '06:00')],
      ['1'],
    ],
  ])('are refused with %s, and stay', async (_, spans, fields) => {
    const kept = [week(hope, 3, '09:00', '12:00', { valid_from: null, valid_until: null })];
    await admin.put(path(), kept);
    const answer = await admin.put(path(), spans({ hope, grace }));
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(Object.keys(answer.body.errors as object).sort()).toEqual([...fields].sort());
    expect((await admin.get(path())).body).toEqual(kept);
  });

  it('overlap where they hold on the same dates only', async () => {
    const spring = week(hope, 1, '09:00', '12:00', { valid_until: '2026-06-30' });
    const summer = week(grace, 1, '10:00', '11:00', { valid_from: '2026-07-01' });
    expect((await admin.put(path(), [spring, summer])).status).toBe(200);
    expect((await admin.put(path(), [spring, { ...summer, valid_from: '2026-06-30' }])).status).toBe(400);
  });

  it('are compared by the clocks of both facilities', async () => {
    const lagos = await clinic.newFacility({ timezone: 'Africa/Lagos' });
    const nairobi = week(hope, 1, '09:00', '12:00');
    expect((await admin.put(path(), [nairobi, week(lagos, 1, '10:00', '12:00')])).status).toBe(200);
    expect((await admin.put(path(), [nairobi, week(lagos, 1, '09:59', '12:00')])).status).toBe(400);
  });

  it('are written by admins, staff and the provider themselves', async () => {
    const own = await world.signIn('provider');
    const mine = String(own.me.provider_id);
    const hours = [week(hope, 1, '09:00', '12:00')];
    expect((await own.put(path(mine), hours)).status).toBe(200);
    expect((await own.get(path())).status).toBe(200);
    expect((await own.put(path(), hours)).status).toBe(403);
    expect((await own.put(path(uuidv7()), hours)).status).toBe(404);
    expect((await patient.put(path(), hours)).status).toBe(403);
    for (const answer of [await otherAdmin.get(path()), await otherAdmin.put(path(), [])])
      expect(answer.status).toBe(404);
  });

  it('tell how many visits they leave outside', async () => {
    const [inside, outside] = [at('09:00'), at('15:00')];
    await clinic.book(provider, inside, { facility_id: hope });
    const late = await clinic.book(provider, outside, { facility_id: hope });
    await clinic.book(provider, at('16:00'));
    const affected = async (spans: object[]): Promise<string | undefined> =>
      (await staff.put(path(), spans)).headers['affected-appointments'];
    expect(await affected([week(hope, 1, '09:00', '12:00')])).toBe('2');
    expect(await affected([week(hope, 1, '09:00', '12:00'), week(grace, 1, '12:00', '17:00')])).toBe('1');
    expect(await affected([week(hope, 1, '09:00', '18:00')])).toBe('0');
    expect(await affected([week(hope, 1, '09:00', '18:00', { valid_until: '2026-01-01' })])).toBe('3');
    await staff.post(`/appointments/${late.id}/cancel`);
    expect(await affected([week(hope, 1, '09:00', '12:00')])).toBe('1');
    expect(await affected([])).toBe('0');
  });

  it('of two who write at once are those of one of them', async () => {
    const [one, other] = [[week(hope, 1, '09:00', '12:00')], [week(hope, 1, '10:00', '13:00')]];
    const answers = await Promise.all([one, other, one, other].map((spans) => staff.put(path(), spans)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await staff.get(path())).body).toHaveLength(1);
  });
});

describe('an override', () => {
  let hope: string;
  let grace: string;
  let provider: string;
  const path = (id = provider): string => `/providers/${id}/overrides`;

  beforeEach(async () => {
    [hope, grace, provider] = [
      await clinic.newFacility(),
      await clinic.newFacility(),
      await clinic.newProvider(),
    ];
  });

  it('is kept, listed by date, and removed', async () => {
    const body = { facility_id: hope, date: tuesday, spans: [{ start: '20:00', end: '02:00' }] };
    const first = await made(staff.post(path(), body));
    expect(first).toEqual({
      id: expect.any(String) as string,
      provider_id: provider,
      ...body,
      created_at: expect.any(String) as string,
      affected_appointments: [],
      affected_count: 0,
    });
    const none = await made(admin.post(path(), { facility_id: hope, date: monday }));
    expect(none.spans).toEqual([]);
    const elsewhere = await made(admin.post(path(), { facility_id: grace, date: tuesday, spans: [] }));
    const list = async (query: string): Promise<string[]> =>
      idsOf((await staff.get(`${path()}?${query}`)).body);
    expect(await list('')).toEqual([none.id, first.id, elsewhere.id]);
    expect(await list('ordering=-date')).toEqual([elsewhere.id, first.id, none.id]);
    expect(await list(`date_from=${tuesday}`)).toEqual([first.id, elsewhere.id]);
    expect(await list(`date_to=${monday}`)).toEqual([none.id]);
    expect(await list(`facility_id=${grace}`)).toEqual([elsewhere.id]);
    for (const ordering of ['date', '-date']) {
      const pages = await world.walk(staff, `${path()}?page_size=1&ordering=${ordering}`);
      expect(pages.flatMap(idsOf)).toEqual(await list(`ordering=${ordering}`));
    }
    expect((await staff.delete(`${path()}/${first.id}`)).status).toBe(204);
    expect((await staff.delete(`${path()}/${first.id}`)).status).toBe(404);
    expect(await list('')).toEqual([none.id, elsewhere.id]);
    expect((await world.eventsOf(provider)).slice(1)).toEqual([
      ...Array<string>(3).fill('provider.override_added'),
      'provider.override_removed',
    ]);
  });

  it('is one for each date and facility', async () => {
    const body = { facility_id: hope, date: monday, spans: [] };
    await made(staff.post(path(), body));
    const again = await staff.post(path(), { ...body, spans: [{ start: '09:00', end: '10:00' }] });
    expect(again).toMatchObject({ status: 409, body: { code: 'already_exists' } });
    expect(Object.keys(again.body.errors as object)).toEqual(['date']);
  });

  it.each<[object, string]>([
    [{ facility_id: undefined }, 'facility_id'],
    [{ facility_id: uuidv7() }, 'facility_id'],
    [{ date: '2026-02-30' }, 'date'],
    [{ spans: null }, 'spans'],
    [{ spans: [{ start: '09:00' }] }, 'spans.0.end'],
    [{ spans: [{ weekday: 1, start: '09:00', end: '10:00' }] }, 'spans.0.weekday'],
    [
      {
        spans: [
          { start: '10:00', end: '12:00' },
          { start: '09:00', end: '10:01' },
        ],
      },
      'spans.0',
    ],
    [
      {
        spans: [
          { start: '22:00', end: '02:00' },
          { start: '23:00', end: '24:00' },
        ],
      },
      'spans.1',
    ],
    [{ reason: 'Fair' }, 'reason'],
  ])('is refused with %j', async (more, field) => {
    const answer = await staff.post(path(), { facility_id: hope, date: monday, spans: [], ...more });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(Object.keys(answer.body.errors as object)).toEqual([field]);
  });

  it('is set at no facility of another organization', async () => {
    const answer = await staff.post(path(), { facility_id: theirFacility, date: monday });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: { facility_id: expect.any(Array) as string[] } },
    });
  });

  it('names the visits of the date that it leaves outside, and no others', async () => {
    await staff.put(`/providers/${provider}/working-hours`, [week(hope, 1, '08:00', '02:00')]);
    const kept = await clinic.book(provider, at('10:00'), { facility_id: hope });
    const late = await clinic.book(provider, at('14:00'), { facility_id: hope });
    const night = await clinic.book(provider, at('01:00', tuesday), { facility_id: hope });
    const anywhere = await clinic.book(provider, at('15:00'));
    const body = { facility_id: hope, date: monday, spans: [{ start: '09:00', end: '12:00' }] };
    const { affected_appointments, affected_count } = await made(staff.post(path(), body));
    expect(affected_count).toBe(3);
    expect(affected_appointments).toEqual(
      [late, anywhere, night].map((appointment) => ({
        id: appointment.id,
        appointment_number: appointment.appointment_number,
        start_time: appointment.start_time,
        end_time: appointment.end_time,
        status: 'scheduled',
        patient_name: 'Amina Otieno',
      })),
    );
    const day = await made(staff.post(path(), { ...body, date: tuesday, spans: [] }));
    expect(idsOf({ results: day.affected_appointments })).toEqual([night.id]);
    expect((await staff.get(`/appointments/${kept.id}`)).body.status).toBe('scheduled');
  });
});
