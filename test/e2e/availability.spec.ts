import { Client } from 'pg';
import { Clinic, made } from '../support/clinic.js';
import { Hours } from '../support/hours.js';
import type { Answer, JsonBody } from '../support/http-client.js';
import type { Person } from '../support/world.js';

/** A fixed day, for the clocks of its zones are known. */
const MONDAY = '2030-01-07';
const at = (clock: string): string => `${MONDAY}T${clock}:00Z`;
const query = (more: object = {}): string =>
  new URLSearchParams({ date_from: MONDAY, date_to: MONDAY, ...more }).toString();
const clocks = (page: JsonBody): string[] =>
  page.results.map(({ start_time }: JsonBody) => String(start_time).slice(11, 16));

describe('availability', () => {
  let clinic: Clinic;
  let hours: Hours;
  let patient: Person;
  let london: JsonBody;

  beforeAll(async () => {
    clinic = await Clinic.open();
    hours = new Hours(clinic.world);
    london = await newFacility({ timezone: 'Europe/London', capacity: null });
  });

  beforeEach(async () => {
    patient = await clinic.world.signIn('patient');
  });

  afterAll(() => clinic.close());

  let facilities = 0;
  const newFacility = (more: object = {}): Promise<JsonBody> =>
    made(
      clinic.admin.post('/facilities', {
        name: 'Site',
        code: `SITE${++facilities}`,
        timezone: 'UTC',
        ...more,
      }),
    );

  /** Works in London on Mondays and Tuesdays from nine to eleven. */
  async function doctor(more: object = {}, facility = london): Promise<JsonBody> {
    const provider = await clinic.newProvider({ facility_ids: [facility.id], ...more });
    await hours.weekly(provider.id, facility.id, [1, 2], ['09:00', '11:00']);
    return provider;
  }

  const search = async (more: object = {}, as: Person = patient): Promise<JsonBody> => {
    const { status, body } = await as.get(`/appointments/availability?${query(more)}`);
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  };
  const explain = async (more: object, as: Person = patient): Promise<JsonBody> => {
    const parameters = new URLSearchParams(more as Record<string, string>).toString();
    return (await as.get(`/appointments/availability/explain?${parameters}`)).body;
  };
  const book = (body: object, as: Person = patient): Promise<Answer> => as.post('/appointments', body);

  describe('the search', () => {
    it('offers the grid of the hours, each slot with whom and where', async () => {
      const provider = await doctor();
      const page = await search({ provider_id: provider.id });
      expect(page).toMatchObject({ count: 4, next: null, previous: null });
      expect(page.results[0]).toEqual({
        slot_id: expect.stringMatching(/^[\w-]{60,}$/),
        provider_id: provider.id,
        provider_name: 'Dr. Sarah Nakamya',
        facility_id: london.id,
        facility_name: 'Site',
        start_time: at('09:00'),
        end_time: at('09:30'),
        status: 'free',
      });
      expect(clocks(page)).toEqual(['09:00', '09:30', '10:00', '10:30']);
    });

    it('takes out appointments with their buffers, time off, closures and full lanes', async () => {
      const small = await newFacility({ timezone: 'UTC', capacity: 1 });
      const [one, other] = [await doctor({}, small), await doctor({}, small)];
      const topic = await made(
        clinic.admin.post('/topics', {
          name: `Buffered ${one.id}`,
          duration_minutes: 30,
          buffer_after_minutes: 10,
        }),
      );
      const visit = { provider_id: one.id, facility_id: small.id, topic_ids: [topic.id] };
      await made(
        clinic.staff.post('/appointments', {
          ...visit,
          patient_id: (await clinic.newPatient()).id,
          start_time: at('09:00'),
        }),
      );
      expect(clocks(await search({ provider_id: one.id }))).toEqual(['10:00', '10:30']);
      expect(clocks(await search({ provider_id: other.id }))).toEqual(['09:30', '10:00', '10:30']);
      await hours.timeOff(one.id, at('10:30'), at('12:00'));
      expect(clocks(await search({ provider_id: one.id }))).toEqual(['10:00']);
      expect(clocks(await search({ provider_id: one.id, topic_id: topic.id }))).toEqual([]);
      await hours.closure(small.id, at('09:30'), at('10:15'));
      expect(clocks(await search({ provider_id: other.id }))).toEqual(['10:30']);
    });

    it('follows overrides, opening hours and the settings of provider, facility and organization', async () => {
      const weekly = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, start: '13:00', end: '14:00' }));
      const site = await newFacility({ opening_hours: weekly });
      const provider = await clinic.newProvider({ facility_ids: [site.id] });
      expect(clocks(await search({ provider_id: provider.id }))).toEqual(['13:00', '13:30']);
      await hours.settings('facility', site.id, { slot_interval_minutes: 20 });
      expect(clocks(await search({ provider_id: provider.id }))).toEqual(['13:00', '13:20']);
      await hours.settings('provider', provider.id, { slot_interval_minutes: 15 });
      expect(clocks(await search({ provider_id: provider.id }))).toEqual(['13:00', '13:15', '13:30']);
      await hours.override(provider.id, site.id, MONDAY, ['15:00', '15:30']);
      expect(clocks(await search({ provider_id: provider.id }))).toEqual(['15:00']);
      await hours.settings('provider', provider.id, { booking_horizon_days: 1 });
      expect((await search({ provider_id: provider.id })).count).toBe(0);
    });

    it('counts days where the facility is, across a change of its clocks', async () => {
      const provider = await doctor();
      await hours.weekly(provider.id, london.id, [7], ['00:30', '02:30']);
      const on = async (day: string): Promise<string[]> =>
        clocks(await search({ provider_id: provider.id, date_from: day, date_to: day }));
      // The clocks go forward at 01:00 on 31 March 2030, and back at 02:00 on 27 October.
      expect(await on('2030-03-31')).toEqual(['00:30', '01:00']);
      expect(await on('2030-10-27')).toHaveLength(6);
      expect(await on('2030-04-01')).toEqual(['08:00', '08:30', '09:00', '09:30']);
      const tokyo = await newFacility({ timezone: 'Asia/Tokyo' });
      const early = await doctor({}, tokyo);
      const page = await search({ provider_id: early.id });
      expect([page.results[0].start_time, page.count]).toEqual([at('00:00'), 4]);
    });

    it('narrows by facility, topic, specialty and service type, and offers nobody who takes no bookings', async () => {
      const site = await newFacility();
      const topic = await made(
        clinic.admin.post('/topics', {
          name: `Bite ${site.id}`,
          duration_minutes: 60,
          service_type: 'bites',
        }),
      );
      const bites = await doctor({ specialties: ['dermatology'], topic_ids: [topic.id] }, site);
      const all = await doctor({}, site);
      const found = async (more: object): Promise<string[]> => [
        ...new Set<string>(
          (await search({ facility_id: site.id, ...more })).results.map((slot: JsonBody) => slot.provider_id),
        ),
      ];
      expect(await found({})).toEqual([bites.id, all.id]);
      expect(await found({ specialty: 'dermatology' })).toEqual([bites.id]);
      expect(await found({ service_type: 'bites' })).toEqual([bites.id, all.id]);
      expect(await found({ service_type: 'other' })).toEqual([all.id]);
      expect(await found({ topic_id: topic.id })).toEqual([bites.id, all.id]);
      expect(await found({ topic_id: clinic.topic.id })).toEqual([all.id]);
      expect(clocks(await search({ provider_id: bites.id, topic_id: topic.id }))).toEqual([
        '09:00',
        '09:30',
        '10:00',
      ]);
      await clinic.admin.patch(`/providers/${all.id}`, { accepts_bookings: false });
      expect(await found({})).toEqual([bites.id]);
      await clinic.admin.patch(`/topics/${topic.id}`, { is_active: false });
      expect(await found({ topic_id: topic.id })).toEqual([]);
      await clinic.admin.patch(`/facilities/${site.id}`, { is_active: false });
      expect(await found({})).toEqual([]);
    });

    it('offers a provider at each place where they work, and nowhere where there is none', async () => {
      const [here, there] = [await newFacility(), await newFacility()];
      const provider = await clinic.newProvider({ facility_ids: [here.id, there.id] });
      await hours.weekly(provider.id, here.id, [1], ['09:00', '09:30']);
      await hours.weekly(provider.id, there.id, [1], ['10:00', '10:30']);
      const page = await search({ provider_id: provider.id });
      expect(page.results.map((slot: JsonBody) => slot.facility_id)).toEqual([here.id, there.id]);
      const only = await search({ provider_id: provider.id, facility_id: there.id });
      expect(clocks(only)).toEqual(['10:00']);
    });

    it('takes a patient’s own appointments out for that patient only', async () => {
      const [mine, other] = [await doctor(), await doctor()];
      const busy = await clinic.world.signIn('patient');
      await made(book({ provider_id: mine.id, facility_id: london.id, start_time: at('09:30') }, busy));
      expect(clocks(await search({ provider_id: other.id }, busy))).toEqual(['09:00', '10:00', '10:30']);
      expect((await search({ provider_id: other.id })).count).toBe(4);
      await clinic.staff.patch(`/patients/${busy.me.patient_id}`, { is_active: false });
      expect((await search({ provider_id: other.id }, busy)).count).toBe(0);
    });

    it('pages forwards, by time, provider and place, without a gap or a repetition', async () => {
      const ids = [(await doctor()).id, (await doctor()).id, (await doctor()).id];
      const asked = query({ provider_id: ids.join(','), date_to: '2030-01-08', limit: '5' });
      const pages = await clinic.world.walk(patient, `/appointments/availability?${asked}`);
      expect(pages.map((page) => [page.count, page.results.length])).toEqual([
        ...Array(4).fill([24, 5]),
        [24, 4],
      ]);
      const slots = pages.flatMap((page) => page.results as JsonBody[]);
      expect(new Set(slots.map(({ slot_id }) => slot_id)).size).toBe(24);
      const order = slots.map((slot) => slot.start_time + slot.provider_id);
      expect(order).toEqual([...order].sort());
      const first = `/appointments/availability?${query({ provider_id: ids.join(), first_only: 'true', limit: '2' })}`;
      const firsts = await clinic.world.walk(patient, first);
      expect(firsts.map((page) => [page.count, ...clocks(page)])).toEqual([
        [3, '09:00', '09:00'],
        [3, '09:00'],
      ]);
    });

    it.each([
      [{ date_from: '2030-01-08', date_to: '2030-01-07' }, 'date_to'],
      [{ date_to: '2030-03-10' }, 'date_to'],
      [{ date_from: 'soon' }, 'date_from'],
      [{ duration_minutes: '4' }, 'duration_minutes'],
      [{ limit: '501' }, 'limit'],
      [{ provider_id: 'x' }, 'provider_id'],
      [{ colour: 'red' }, 'colour'],
    ])('refuses %j on its field', async (more, field) => {
      const { status, body } = await patient.get(`/appointments/availability?${query(more)}`);
      expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
    });

    it('takes 62 days, finds nothing for ids of others, and refuses a made-up cursor', async () => {
      expect((await search({ provider_id: london.id, date_to: '2030-03-09' })).results).toEqual([]);
      const { body } = await patient.get(`/appointments/availability?${query({ cursor: 'bm8' })}`);
      expect(body.code).toBe('invalid_cursor');
      const provider = await doctor();
      const { body: today } = await patient.get(`/appointments/availability?provider_id=${provider.id}`);
      expect(today.count).toBeGreaterThan(0);
    });

    it('costs as many statements for fifty providers as for one', async () => {
      // Whatever the process sends passes here.
      const count = async (work: () => Promise<unknown>): Promise<number> => {
        const spy = jest.spyOn(Client.prototype, 'query');
        await work();
        const { length } = spy.mock.calls;
        spy.mockRestore();
        return length;
      };
      const ids: string[] = [];
      for (let n = 0; n < 50; n++) ids.push((await doctor()).id);
      const one = await count(() => search({ provider_id: ids[0] }));
      const all = await count(() => search({ provider_id: ids.join(',') }));
      // Who calls, and everything else.
      expect([one, all]).toEqual([2, 2]);
    });
  });

  describe('a booking', () => {
    it('by slot_id is what was offered, for its topics', async () => {
      const provider = await doctor();
      const page = await search({ provider_id: provider.id, topic_id: clinic.topic.id });
      const { status, body } = await book({ slot_id: page.results[1].slot_id, reason: 'Cough' });
      expect(status).toBe(201);
      expect(body).toMatchObject({
        provider_id: provider.id,
        facility_id: london.id,
        start_time: at('09:20'),
        end_time: at('09:40'),
        topics: [{ id: clinic.topic.id }],
      });
      const again = await book({ slot_id: page.results[1].slot_id }, await clinic.world.signIn('patient'));
      expect([again.status, again.body.code]).toEqual([409, 'booking_conflict']);
      const moved = await patient.post(`/appointments/${body.id}/reschedule`, {
        slot_id: page.results[4].slot_id,
      });
      expect([moved.status, moved.body.start_time, moved.body.end_time]).toEqual([
        200,
        at('10:20'),
        at('10:40'),
      ]);
    });

    it('refuses a slot that was tampered with, is another organization’s, or says something else', async () => {
      const provider = await doctor();
      const { slot_id } = (await search({ provider_id: provider.id })).results[0];
      const refused = async (body: object): Promise<string[]> => {
        const answer = await book(body);
        expect(answer.status).toBe(400);
        return Object.keys(answer.body.errors);
      };
      for (let at = 0; at < slot_id.length; at += 9) {
        const other = slot_id[at] === 'A' ? 'B' : 'A';
        expect(await refused({ slot_id: slot_id.slice(0, at) + other + slot_id.slice(at + 1) })).toEqual([
          'slot_id',
        ]);
      }
      for (const text of ['', 'AA', slot_id.slice(4), `${slot_id}A`, '%%%', slot_id + '=='])
        expect(await refused({ slot_id: text })).toEqual(['slot_id']);
      expect(
        await refused({
          slot_id,
          start_time: at('09:30'),
          provider_id: london.id,
          facility_id: null,
          duration_minutes: 45,
        }),
      ).toEqual(['start_time', 'duration_minutes', 'provider_id', 'facility_id']);
      expect(await refused({ provider_id: provider.id })).toEqual(['start_time']);
      const stranger = await clinic.world.signIn('admin', {
        organization_id: clinic.world.otherOrganizationId,
      });
      expect(Object.keys((await book({ slot_id }, stranger)).body.errors)).toEqual(['slot_id']);
      const agreed = { slot_id, start_time: at('09:00'), provider_id: provider.id, duration_minutes: 30 };
      expect((await book(agreed)).status).toBe(201);
    });

    it('obeys the hours: patients always, the clinic unless it says why', async () => {
      const provider = await doctor();
      const visit = { provider_id: provider.id, facility_id: london.id };
      const off = await book({ ...visit, start_time: at('10:10') });
      expect([off.status, off.body.code, off.body.errors]).toEqual([
        409,
        'off_grid',
        { start_time: ['Appointments start every 30 minutes, counted from when the hours begin.'] },
      ]);
      const late = { ...visit, start_time: at('11:00') };
      expect((await book(late)).body.code).toBe('outside_working_hours');
      expect((await book({ ...late, override_reason: 'I am ill' })).status).toBe(403);
      const byStaff = { ...late, patient_id: (await clinic.newPatient()).id };
      expect((await book(byStaff, clinic.staff)).body.code).toBe('outside_working_hours');
      const forced = await book({ ...byStaff, override_reason: 'Emergency' }, clinic.staff);
      expect(forced.status).toBe(201);
      const { body: history } = await clinic.staff.get(`/appointments/${forced.body.id}/history`);
      expect(history.results[0].details).toEqual({
        override_reason: 'Emergency',
        overridden: ['outside_working_hours'],
      });
      const taken = { ...byStaff, override_reason: 'Emergency' };
      expect((await book(taken, clinic.staff)).body.code).toBe('booking_conflict');
    });

    it('tells every rule at once, in one order, on the field of each', async () => {
      const provider = await doctor();
      await hours.timeOff(provider.id, at('10:50'), at('13:00'));
      await hours.closure(london.id, '2030-01-14T10:00:00Z', '2030-01-14T12:00:00Z');
      await clinic.admin.patch(`/providers/${provider.id}`, { accepts_bookings: false });
      const start_time = '2030-01-14T10:40:00Z';
      const answer = await book({ provider_id: provider.id, facility_id: london.id, start_time });
      expect(answer.body.code).toBe('provider_unavailable');
      expect(Object.keys(answer.body.errors)).toEqual(['provider', 'facility', 'start_time']);
      expect(answer.body.errors.provider).toHaveLength(2);
    });

    it('moves by the same rules, and edits what does not move without asking again', async () => {
      const provider = await doctor();
      const visit = { provider_id: provider.id, facility_id: london.id, start_time: at('09:00') };
      const { id } = await made(book(visit));
      const refused = await patient.post(`/appointments/${id}/reschedule`, { start_time: at('09:15') });
      expect(refused.body.code).toBe('off_grid');
      const edited = await clinic.staff.patch(`/appointments/${id}`, { start_time: at('12:00') });
      expect(edited.body.code).toBe('outside_working_hours');
      const forced = await clinic.staff.patch(`/appointments/${id}`, {
        start_time: at('12:00'),
        override_reason: 'Lunch is off',
      });
      expect([forced.status, forced.body.start_time]).toEqual([200, at('12:00')]);
      expect((await clinic.staff.patch(`/appointments/${id}`, { topic_ids: [], reason: 'x' })).status).toBe(
        200,
      );
      expect((await patient.patch(`/appointments/${id}`, { override_reason: 'x' })).status).toBe(403);
    });

    it('holds daily limits, by the facility’s day, also against rivals at once', async () => {
      const provider = await doctor();
      await hours.settings('provider', provider.id, { provider_daily_limit: 2 });
      const patients = await Promise.all(Array.from({ length: 4 }, () => clinic.newPatient()));
      const answers = await Promise.all(
        patients.map(({ id }, n) =>
          book(
            {
              provider_id: provider.id,
              facility_id: london.id,
              patient_id: id,
              start_time: at(`${9 + Math.floor(n / 2)}:${n % 2 ? '30' : '00'}`.padStart(5, '0')),
            },
            clinic.staff,
          ),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409]);
      expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
        code: 'limit_reached',
        errors: { provider: ['Provider takes no more appointments that day.'] },
      });
      expect((await search({ provider_id: provider.id })).count).toBe(0);
      expect((await search({ provider_id: provider.id, date_to: '2030-01-08' })).count).toBe(4);
      const [booked] = answers.filter(({ status }) => status === 201);
      // Moved within the day, a visit does not count against itself.
      const path = `/appointments/${booked?.body.id}/reschedule`;
      expect((await clinic.staff.post(path, { start_time: at('09:05') })).body.code).not.toBe(
        'limit_reached',
      );
    });

    it('holds the daily limit of a patient, too', async () => {
      const [one, other] = [await doctor(), await doctor()];
      await hours.settings('facility', london.id, { patient_daily_limit: 1 });
      const eager = await clinic.world.signIn('patient');
      const at9 = { provider_id: one.id, facility_id: london.id, start_time: at('09:00') };
      const at10 = { provider_id: other.id, facility_id: london.id, start_time: at('10:00') };
      const answers = await Promise.all([book(at9, eager), book(at10, eager)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect((await search({ provider_id: one.id }, eager)).count).toBe(0);
      await hours.settings('facility', london.id, { patient_daily_limit: null });
    });
  });

  describe('explain', () => {
    it('names every rule that is against a time and when it would not be, and nobody else', async () => {
      const provider = await doctor();
      const visit = { provider_id: provider.id, facility_id: london.id };
      expect(await explain({ ...visit, start_time: at('09:30') })).toEqual({ bookable: true, reasons: [] });
      expect(await explain({ ...visit, start_time: at('11:15') })).toEqual({
        bookable: false,
        reasons: [
          {
            code: 'outside_working_hours',
            message: 'Outside the hours in which provider works.',
            until: '2030-01-08T09:00:00Z',
          },
        ],
      });
      await made(book({ ...visit, start_time: at('10:00') }, await clinic.world.signIn('patient')));
      await hours.timeOff(provider.id, at('10:00'), at('10:30'));
      await clinic.admin.patch(`/providers/${provider.id}`, { accepts_bookings: false });
      const reasons = (await explain({ ...visit, start_time: at('10:05') })).reasons;
      expect(reasons.map(({ code }: JsonBody) => code)).toEqual([
        'provider_unavailable',
        'off_grid',
        'time_off',
        'booking_conflict',
      ]);
      expect(JSON.stringify(reasons)).not.toMatch(/Amina|Grace|Private/);
      const forStaff = await explain({ ...visit, start_time: at('10:05') }, clinic.staff);
      expect(forStaff.reasons.map(({ code }: JsonBody) => code)).not.toContain('off_grid');
    });

    it('explains the past, and refuses unknown ids', async () => {
      const provider = await doctor();
      const past = await explain({ provider_id: provider.id, start_time: '2020-01-06T09:00:00Z' });
      expect(past.reasons.map(({ code }: JsonBody) => code)).toEqual(['too_soon']);
      const unknown = await explain({ provider_id: london.id, start_time: at('09:00') });
      expect(Object.keys(unknown.errors)).toEqual(['provider_id']);
    });
  });
});
