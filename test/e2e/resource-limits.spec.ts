import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { Clinic } from '../support/clinic.js';
import { at } from '../support/dates.js';
import type { Answer } from '../support/http-client.js';

const many = (count: number): string[] => Array.from({ length: count }, () => uuidv7());

describe('one request', () => {
  let clinic: Clinic;

  beforeAll(async () => {
    clinic = await Clinic.open();
  });

  afterAll(() => clinic.close());

  it.each([
    ['rows', '/patients?page_size=101', 'page_size'],
    ['slots', '/appointments/availability?limit=501', 'limit'],
    ['days', '/appointments/availability?date_from=2030-01-01&date_to=2030-03-04', 'date_to'],
    ['providers', `/appointments/availability?provider_id=${many(201).join()}`, 'provider_id'],
    ['topics', `/appointments/availability?topic_id=${many(21).join()}`, 'topic_id'],
    ['words', `/patients?search=${'a'.repeat(101)}`, 'search'],
  ])('asks for no more %s than are good for everybody', async (_, path, field) => {
    const { status, body } = await clinic.staff.get(path);
    expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
  });

  it('brings no more than is good for everybody', async () => {
    const visit = { provider_id: uuidv7(), patient_id: uuidv7(), start_time: at('10:00') };
    const refused = ({ status, body }: Answer): unknown[] => [status, Object.keys(body.errors ?? {})];
    const post = (more: object): Promise<Answer> => clinic.staff.post('/appointments', { ...visit, ...more });
    expect(refused(await post({ topic_ids: many(21) }))).toEqual([400, ['topic_ids']]);
    expect(refused(await post({ notes: 'n'.repeat(4_001) }))).toEqual([400, ['notes']]);
    expect((await post({ notes: 'n'.repeat(256 * 1024) })).status).toBe(413);
    const provider = await clinic.newProvider();
    const hour = { weekday: 1, start: '09:00', end: '10:00', facility_id: clinic.facility.id };
    const hours = await clinic.admin.put(`/providers/${provider.id}/working-hours`, Array(501).fill(hour));
    expect(hours.status).toBe(400);
  });

  it('makes us ask no address that it names', async () => {
    let callers = 0;
    const server = createServer((socket) => {
      callers++;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const video_url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/room`;
    const visit = await clinic.newBooking({ modality: 'video', video_url });
    expect(visit.video_url).toBe(video_url);
    await clinic.staff.get(`/appointments/${visit.id}`);
    await new Promise((resolve) => server.close(resolve));
    expect(callers).toBe(0);
  });
});
