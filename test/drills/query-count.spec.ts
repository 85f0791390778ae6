import { Client } from 'pg';
import type { Answer, JsonBody } from '../support/http-client.js';
import { Clinic, made } from '../support/clinic.js';
import { at } from '../support/dates.js';

/** P9: how many statements a request costs, and that more rows do not cost more of them. */
describe('P9 queries per request', () => {
  let clinic: Clinic;
  let booked: JsonBody;
  let queries = 0;
  const figures: [string, number][] = [];
  const original = Object.getOwnPropertyDescriptor(Client.prototype, 'query')?.value as (
    ...said: unknown[]
  ) => unknown;

  beforeAll(async () => {
    clinic = await Clinic.open();
    booked = await clinic.newBooking({ facility_id: clinic.facility.id, topic_ids: [clinic.topic.id] });
    // Every statement of the process passes here: TypeORM's, and those it does not know of.
    Client.prototype.query = function counted(this: Client, ...said: unknown[]): unknown {
      queries++;
      return original.apply(this, said);
    } as typeof Client.prototype.query;
  });

  afterAll(async () => {
    Client.prototype.query = original as typeof Client.prototype.query;
    await clinic.close();
    const width = Math.max(...figures.map(([name]) => name.length));
    const table = figures.map(([name, count]) => `${name.padEnd(width)}  ${count}`).join('\n');
    process.stderr.write(`\nP9 statements per request, signing in included\n${table}\n`);
  });

  /** The least of several runs: the log of reads is written by a timer of its own, now and then in between. */
  async function cost(request: () => Promise<Answer>): Promise<number> {
    const counts: number[] = [];
    for (let run = 0; run < 4; run++) {
      queries = 0;
      const answer = await request();
      if (answer.status >= 400) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
      counts.push(queries);
    }
    return Math.min(...counts);
  }

  const reads = (): [string, string][] => [
    ['GET /appointments', '/appointments'],
    ['GET /appointments?search=', '/appointments?search=amina'],
    ['GET /appointments/upcoming', '/appointments/upcoming'],
    ['GET /appointments/by-provider/{id}', `/appointments/by-provider/${booked.provider_id}`],
    ['GET /appointments/by-patient/{id}', `/appointments/by-patient/${booked.patient_id}`],
    ['GET /appointments/{id}', `/appointments/${booked.id}`],
    ['GET /appointments/{id}/history', `/appointments/${booked.id}/history`],
    ['GET /appointments/availability', '/appointments/availability'],
    [
      'GET /appointments/availability/explain',
      `/appointments/availability/explain?provider_id=${booked.provider_id}&start_time=${at('10:00')}`,
    ],
    ['GET /patients', '/patients'],
    ['GET /providers', '/providers'],
    ['GET /facilities', '/facilities'],
    ['GET /topics', '/topics'],
    ['GET /users', '/users'],
    // One kind of event, so that it stays one page: a page that is not the last one costs a count more.
    ['GET /activity', '/activity?type=topic.created'],
    ['GET /notifications', '/notifications'],
    ['GET /auth/me', '/auth/me'],
  ];

  it('does not grow with the rows that are read', async () => {
    const before: number[] = [];
    for (const [, path] of reads()) before.push(await cost(() => clinic.admin.get(path)));
    for (let n = 0; n < 12; n++) {
      await clinic.newBooking({ facility_id: clinic.facility.id, topic_ids: [clinic.topic.id] });
      await made(clinic.admin.post('/topics', { name: `Topic ${n}`, duration_minutes: 10 }));
      await made(clinic.admin.post('/facilities', { name: 'More', code: `MORE${n}`, timezone: 'UTC' }));
    }
    const after: number[] = [];
    for (const [, path] of reads()) after.push(await cost(() => clinic.admin.get(path)));
    reads().forEach(([name], index) => figures.push([name, after[index] ?? NaN]));
    expect(after).toEqual(before);
    expect(Math.max(...after)).toBeLessThanOrEqual(4);
  });

  it('is small and constant for a booking and each step', async () => {
    const patient = await clinic.newPatient();
    const provider = await clinic.newProvider();
    const body = {
      patient_id: patient.id,
      provider_id: provider.id,
      facility_id: clinic.facility.id,
      topic_ids: [clinic.topic.id],
    };
    const book = async (start: string): Promise<[number, string]> => {
      queries = 0;
      const { id } = await made(clinic.staff.post('/appointments', { ...body, start_time: start }));
      return [queries, id];
    };
    await book(at('08:00'));
    const [count, id] = await book(at('09:00'));
    figures.push(['POST /appointments', count]);
    expect(count).toBeLessThanOrEqual(4);
    for (const step of ['arrive', 'check-in', 'start', 'complete']) {
      queries = 0;
      expect((await clinic.staff.post(`/appointments/${id}/${step}`)).status).toBe(200);
      figures.push([`POST /appointments/{id}/${step}`, queries]);
      expect(queries).toBeLessThanOrEqual(8);
    }
  });
});
