import { Client } from 'pg';
import { type Clinic, made } from '../support/clinic.js';
import type { Hours } from '../support/hours.js';
import type { Answer, JsonBody } from '../support/http-client.js';
import { clocks, MONDAY, onMonday, OpenClinic, query } from '../support/open-clinic.js';
import type { Person } from '../support/world.js';

describe('availability', () => {
  let open: OpenClinic;
  let clinic: Clinic;
  let hours: Hours;
  let london: JsonBody;
  let patient: Person;

  beforeAll(async () => {
    open = await OpenClinic.open();
    ({ clinic, hours, london } = open);
  });

  beforeEach(async () => {
    patient = await clinic.world.signIn('patient');
  });

  afterAll(() => clinic.close());

  const doctor: OpenClinic['doctor'] = (...said) => open.doctor(...said);
  const search = (more?: object, as = patient): Promise<JsonBody> => open.search(as, more);
  const book = (body: object, as = patient): Promise<Answer> => open.book(as, body);
  const newFacility = (more?: object): Promise<JsonBody> => open.newFacility(more);
  const at = onMonday;

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

    it('gives of many providers in two months, read some weeks at a time, what each of them has', async () => {
      const doctors: JsonBody[] = [];
      for (let n = 0; n < 40; n++) doctors.push(await doctor());
      const [late] = doctors;
      const away = { start_time: at('00:00'), end_time: '2030-02-20T00:00:00Z' };
      await made(clinic.admin.post(`/providers/${late!.id}/time-off`, away));
      const asked = { provider_id: doctors.map(({ id }) => String(id)).join(), date_to: '2030-03-09' };
      const each = await Promise.all(
        doctors.map(({ id }) => search({ ...asked, provider_id: id, limit: '500' })),
      );
      const all = each.flatMap((page) => page.results as JsonBody[]);
      const order = (slot: JsonBody): string => slot.start_time + slot.provider_id;
      const pages = await clinic.world.walk(
        patient,
        `/appointments/availability?${query({ ...asked, limit: '500' })}`,
      );
      const found = pages.flatMap((page) => page.results as JsonBody[]);
      expect(found.map(order)).toEqual(all.map(order).sort());
      expect(new Set(pages.map(({ count }) => count as number))).toEqual(new Set([all.length]));
      const firsts = await search({ ...asked, first_only: 'true' });
      expect(firsts.results.map(order)).toEqual(each.map((page) => order(page.results[0])).sort());
    });

    /** How many statements it costs: whatever the process sends passes here. */
    const count = async (work: () => Promise<unknown>): Promise<number> => {
      const spy = jest.spyOn(Client.prototype, 'query');
      await work();
      const { length } = spy.mock.calls;
      spy.mockRestore();
      return length;
    };

    it('does not look through two months for a topic or a place that is not there', async () => {
      await doctor();
      const far = { date_to: '2030-03-09', first_only: 'true' };
      for (const nothing of [{ topic_id: london.id }, { facility_id: clinic.topic.id }])
        expect(await count(() => search({ ...far, ...nothing }))).toBe(2);
    });

    it('costs as many statements for fifty providers as for one', async () => {
      const ids: string[] = [];
      for (let n = 0; n < 50; n++) ids.push((await doctor()).id);
      const one = await count(() => search({ provider_id: ids[0] }));
      const all = await count(() => search({ provider_id: ids.join(',') }));
      // Who calls, and everything else.
      expect([one, all]).toEqual([2, 2]);
    });
  });
});
