import { v7 as uuidv7 } from 'uuid';
import { idsOf, type Person, type World } from '../support/world.js';
import { at, dateAfter, HoursWorld, made, monday, tuesday } from './hours.world.js';

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

const utc = (time: string): string => new Date(time).toISOString().replace('.000', '');

describe.each([
  { what: 'time off', owner: 'provider', word: 'time_off' },
  { what: 'a closure', owner: 'facility', word: 'closure' },
] as const)('$what', ({ owner, word }) => {
  let id: string;
  let provider: string;
  let facility: string;
  const path = (of = id): string =>
    owner === 'provider' ? `/providers/${of}/time-off` : `/facilities/${of}/closures`;
  const span = (from: string, to: string, more: object = {}) => ({ start_time: from, end_time: to, ...more });

  beforeEach(async () => {
    [provider, facility] = [await clinic.newProvider(), await clinic.newFacility()];
    id = owner === 'provider' ? provider : facility;
  });

  it('is kept, listed by time, and removed', async () => {
    const later = await made(staff.post(path(), span(at('00:00', tuesday), at('12:00', tuesday))));
    expect(later).toEqual({
      id: expect.any(String) as string,
      [`${owner}_id`]: id,
      start_time: utc(at('00:00', tuesday)),
      end_time: utc(at('12:00', tuesday)),
      reason: null,
      created_at: expect.any(String) as string,
      affected_appointments: [],
      affected_count: 0,
    });
    const past = await made(
      admin.post(path(), span('2020-01-01T00:00:00Z', '2020-01-01T12:00:00Z', { reason: 'Flu' })),
    );
    expect(past.reason).toBe('Flu');
    const list = async (query: string): Promise<string[]> =>
      idsOf((await staff.get(`${path()}?${query}`)).body);
    expect(await list('')).toEqual([past.id, later.id]);
    expect(await list('ordering=-start_time')).toEqual([later.id, past.id]);
    expect((await world.walk(staff, `${path()}?page_size=1`)).flatMap(idsOf)).toEqual([past.id, later.id]);
    expect(await list('date_from=2020-01-02')).toEqual([later.id]);
    expect(await list('date_from=2020-01-01&date_to=2020-01-01')).toEqual([past.id]);
    expect(await list(`date_to=${encodeURIComponent(at('00:00', tuesday))}`)).toEqual([past.id]);
    expect((await staff.get(`${path()}?date_from=soon`)).status).toBe(400);
    expect((await staff.delete(`${path()}/${past.id}`)).status).toBe(204);
    expect((await staff.delete(`${path()}/${past.id}`)).status).toBe(404);
    expect(await list('')).toEqual([later.id]);
    expect((await world.eventsOf(id)).slice(1)).toEqual([
      `${owner}.${word}_added`,
      `${owner}.${word}_added`,
      `${owner}.${word}_removed`,
    ]);
  });

  it.each<[object, string]>([
    [{ start_time: undefined }, 'start_time'],
    [{ start_time: '2026-01-15T10:00:00' }, 'start_time'],
    [{ end_time: null }, 'end_time'],
    [{ end_time: '2026-01-15T10:00:00Z' }, 'end_time'],
    [{ end_time: '2026-01-15T09:00:00Z' }, 'end_time'],
    [{ reason: 'x'.repeat(501) }, 'reason'],
    [{ colour: 'red' }, 'colour'],
  ])('is refused with %j', async (more, field) => {
    const answer = await staff.post(path(), {
      start_time: '2026-01-15T10:00:00Z',
      end_time: '2026-01-15T12:00:00Z',
      ...more,
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(Object.keys(answer.body.errors as object)).toEqual([field]);
  });

  it('names the visits then that still block time', async () => {
    const there = { facility_id: facility };
    const [before, first, second, after, cancelled] = [
      await clinic.book(provider, at('08:30'), there),
      await clinic.book(provider, at('08:45', dateAfter(monday, 7)), there),
      await clinic.book(provider, at('11:45'), there),
      await clinic.book(provider, at('12:30'), there),
      await clinic.book(provider, at('10:00'), there),
    ];
    await staff.post(`/appointments/${cancelled.id}/cancel`);
    const answer = await made(staff.post(path(), span(at('09:00'), at('12:30'))));
    expect(idsOf({ results: answer.affected_appointments })).toEqual([second.id]);
    expect(answer.affected_count).toBe(1);
    const longer = await made(staff.post(path(), span(at('00:00'), at('00:00', dateAfter(monday, 30)))));
    const all = [before, second, after, first].map((appointment) => String(appointment.id));
    expect(idsOf({ results: longer.affected_appointments })).toEqual(all);
  });

  it('counts a hold until it expires', async () => {
    const held = await clinic.book(provider, at('10:00'), { facility_id: facility });
    const expire = `UPDATE appointment SET status = 'proposed', hold_expires_at = now() + $2::interval WHERE id = $1`;
    for (const [interval, count] of [
      ['1 hour', 1],
      ['-1 second', 0],
    ] as const) {
      await world.database.manager.query(expire, [held.id, interval]);
      expect((await made(staff.post(path(), span(at('09:00'), at('12:00'))))).affected_count).toBe(count);
    }
  });

  it('is nothing to others', async () => {
    const own = await world.signIn('provider');
    const { id: row } = await made(staff.post(path(), span(at('09:00'), at('12:00'))));
    const colleague = owner === 'provider' ? await clinic.newProvider() : await clinic.newFacility();
    expect((await staff.delete(`${path(colleague)}/${row}`)).status).toBe(404);
    for (const [by, status] of [
      [patient, 403],
      [own, 403],
      [otherAdmin, 404],
    ] as const) {
      expect((await by.get(path())).status).toBe(status);
      expect((await by.post(path(), span(at('09:00'), at('12:00')))).status).toBe(status);
      expect((await by.delete(`${path()}/${row}`)).status).toBe(status);
    }
    expect((await staff.get(path(uuidv7()))).status).toBe(404);
  });
});

describe('time off', () => {
  it('is taken by providers for themselves, as overrides are', async () => {
    const own = await world.signIn('provider');
    const mine = `/providers/${String(own.me.provider_id)}`;
    const off = { start_time: at('09:00'), end_time: at('12:00') };
    const { id } = await made(own.post(`${mine}/time-off`, off));
    expect(idsOf((await own.get(`${mine}/time-off`)).body)).toEqual([id]);
    expect((await own.delete(`${mine}/time-off/${id}`)).status).toBe(204);
    const override = await made(
      own.post(`${mine}/overrides`, { facility_id: await clinic.newFacility(), date: monday }),
    );
    expect((await own.delete(`${mine}/overrides/${override.id}`)).status).toBe(204);
    expect((await own.get(`/providers/${await clinic.newProvider()}/overrides`)).status).toBe(403);
  });

  it('affects a visit whose buffers it takes; a closure does not', async () => {
    const [provider, facility] = [await clinic.newProvider(), await clinic.newFacility()];
    const topic = { name: `Wound ${uuidv7()}`, duration_minutes: 30, buffer_after_minutes: 15 };
    const { id } = await made(admin.post('/topics', topic));
    await clinic.book(provider, at('09:00'), {
      facility_id: facility,
      topic_ids: [id],
      duration_minutes: undefined,
    });
    const span = { start_time: at('09:30'), end_time: at('12:00') };
    expect((await made(staff.post(`/providers/${provider}/time-off`, span))).affected_count).toBe(1);
    expect((await made(staff.post(`/facilities/${facility}/closures`, span))).affected_count).toBe(0);
  });

  it('names a hundred visits and counts them all', async () => {
    const provider = await clinic.newProvider();
    const patientId = await clinic.newPatient();
    await world.database.manager.query(
      `INSERT INTO appointment (id, organization_id, appointment_number, patient_id, provider_id, start_time, end_time)
       SELECT gen_random_uuid(), $1, next_appointment_number($1), $2, $3, t, t + interval '10 minutes'
       FROM generate_series($4::timestamptz, $4::timestamptz + interval '1000 minutes', interval '10 minutes') t`,
      [world.organizationId, patientId, provider, at('00:00')],
    );
    const body = { start_time: at('00:00'), end_time: at('00:00', dateAfter(monday, 2)) };
    const answer = await made(staff.post(`/providers/${provider}/time-off`, body));
    expect(answer.affected_count).toBe(101);
    expect(answer.affected_appointments).toHaveLength(100);
  });

  it('is added once for one Idempotency-Key', async () => {
    const provider = await clinic.newProvider();
    const body = { start_time: at('09:00'), end_time: at('12:00') };
    const key = { 'idempotency-key': uuidv7() };
    const first = await staff.post(`/providers/${provider}/time-off`, body, key);
    const again = await staff.post(`/providers/${provider}/time-off`, body, key);
    expect(again).toMatchObject({
      status: 201,
      body: first.body,
      headers: { 'idempotency-replayed': 'true' },
    });
    expect((await staff.get(`/providers/${provider}/time-off`)).body.count).toBe(1);
  });
});
