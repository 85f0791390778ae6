import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { formatUhid } from '../../src/domain/uhid.js';
import { figure } from '../support/drill.js';
import type { Answer } from '../support/http-client.js';
import { type ApiOperation, pathTo, readOpenApi } from '../support/openapi.js';
import { accessDocument } from './access-docs.js';
import { REQUESTS } from './access-requests.js';
import { ACCESS, type Caller, CALLERS, type Expected } from './access-table.js';
import { AccessWorld } from './access-world.js';

const DOCUMENT = resolve('docs/access.md');

/** D12: every operation × every caller, really asked. */
describe('D12 who may what', () => {
  let world: AccessWorld;
  let operations: ApiOperation[];
  let cells = 0;

  beforeAll(async () => {
    world = await AccessWorld.open();
    ({ operations } = await readOpenApi(world.world));
  }, 60_000);

  afterAll(async () => {
    await world.world.close();
    figure(
      'D12',
      `${cells} cells, ${operations.length} operations × ${CALLERS.length} callers: as the table says`,
    );
  });

  it('has a line for every operation there is, and for no other', () => {
    const ids = operations.map(({ id }) => id).sort();
    expect([...ACCESS.keys()].sort()).toEqual(ids);
    expect(Object.keys(REQUESTS).sort()).toEqual(ids);
  });

  it('is what docs/access.md says', async () => {
    const document = accessDocument(operations);
    if (process.env['KEPT_PRINT_ACCESS'] === '1') process.stderr.write(`\n${document}\n`);
    if (process.env['KEPT_WRITE_DOCS'] === '1') await writeFile(DOCUMENT, document);
    expect(await readFile(DOCUMENT, 'utf8')).toBe(document);
  });

  describe.each([...ACCESS.keys()])('%s', (id) => {
    it.each([...CALLERS])('as %s', async (caller) => {
      const expected = ACCESS.get(id)?.[caller];
      const operation = operations.find((each) => each.id === id);
      if (!expected || !operation) throw new Error(`${id} is not offered`);
      await tryCell(operation, caller, expected);
    });
  });

  async function tryCell(operation: ApiOperation, caller: Caller, expected: Expected): Promise<void> {
    const asked = (await REQUESTS[operation.id]?.(world, caller)) ?? {};
    const client = asked.client ?? world.client(caller);
    const ask = (rowId?: string): Promise<Answer> =>
      client.send(operation.method, pathTo(operation, rowId, asked.query, asked.subId), asked.body);
    const answer = await ask(asked.id);
    const code: unknown = answer.status < 400 ? null : answer.body.code;
    cells++;
    expect({ status: answer.status, code }).toEqual({ status: expected.status, code: expected.code });
    if (expected.visible !== null) expect(asked.sees?.(answer)).toBe(expected.visible);
    const isHidden = expected.status >= 400 || expected.visible === 'none';
    if (asked.id !== undefined && isHidden && !expected.isKnownToExist)
      expect(traceless(answer)).toEqual(traceless(await ask(uuidv7())));
  }

  /** Ids that a caller must not know of, in bodies and filters. */
  describe('ids of another organization', () => {
    const unknown = uuidv7();
    const compare = async (
      ask: (id: string) => Promise<Answer>,
      id: string,
      status: number,
    ): Promise<void> => {
      const answer = await ask(id);
      expect(answer.status).toBe(status);
      expect(traceless(answer)).toEqual(traceless(await ask(unknown)));
    };

    it.each(['patient_id', 'provider_id', 'facility_id', 'topic_ids'])(
      'are unknown in a booking’s %s',
      async (field) => {
        const start_time = world.nextTime();
        const ours = {
          patient_id: world.lists.patients.bystander,
          provider_id: world.lists.providers.bystander,
          start_time,
        };
        const id = foreignIdFor(field);
        const value = (each: string): unknown => (field === 'topic_ids' ? [each] : each);
        const book = (each: string): Promise<Answer> =>
          world.client('staff').post('/appointments', { ...ours, [field]: value(each) });
        await compare(book, id, 400);
        const appointment = await world.appointment();
        const edit = (each: string): Promise<Answer> =>
          world.client('staff').patch(`/appointments/${appointment}`, { [field]: value(each) });
        await compare(edit, id, 400);
      },
    );

    it('are unknown as a UHID, too', async () => {
      const [foreign] = await world.sql<{ uhid: string }>('SELECT uhid FROM patient WHERE id = $1', [
        world.lists.patients.foreign,
      ]);
      const nobodys = formatUhid('ZZ', 999_999_999);
      const staff = world.client('staff');
      for (const path of ['/appointments?patient_uhid=', '/appointments/by-patient/', '/patients?uhid=']) {
        const [answer, other] = [await staff.get(path + foreign?.uhid), await staff.get(path + nobodys)];
        expect([answer.status, answer.body.count]).toEqual([200, 0]);
        expect(traceless(answer)).toEqual(traceless(other));
      }
      const book = (patient_uhid?: string): Promise<Answer> =>
        staff.post('/appointments', {
          patient_uhid,
          provider_id: world.lists.providers.bystander,
          start_time: '2033-01-01T10:00:00Z',
        });
      expect(traceless(await book(foreign?.uhid))).toEqual(traceless(await book(nobodys)));
    });

    it.each(['facility_ids', 'topic_ids'])('are unknown in a provider’s %s', async (field) => {
      const id = foreignIdFor(field);
      const edit = (each: string): Promise<Answer> =>
        world.client('admin').patch(`/providers/${world.lists.providers.subject}`, { [field]: [each] });
      await compare(edit, id, 400);
    });

    it.each(['provider_id', 'patient_id', 'facility_id'])(
      'are unknown in a question for conflicts, as %s',
      async (field) => {
        const body = { start_time: '2031-06-02T10:00:00Z' };
        const check = (each: string): Promise<Answer> =>
          world.client('staff').post('/appointments/check-conflicts', { ...body, [field]: each });
        await compare(check, foreignIdFor(field), 400);
      },
    );

    it.each([
      ['appointments', 'patient_id'],
      ['appointments', 'provider_id'],
      ['appointments', 'facility_id'],
      ['appointments', 'topic_id'],
      ['appointments', 'search'],
      ['providers', 'topic_id'],
      ['providers', 'facility_id'],
      ['activity', 'subject'],
      ['activity', 'actor'],
    ])('find nothing in the list of %s by %s', async (path, field) => {
      const id = field === 'actor' ? String(world.person('foreign_admin').id) : foreignIdFor(field);
      const list = (each: string): Promise<Answer> => world.client('admin').get(`/${path}?${field}=${each}`);
      await compare(list, id, 200);
    });

    function foreignIdFor(field: string): string {
      const { patients, providers, facilities, topics } = world.lists;
      if (field.startsWith('provider')) return providers.foreign;
      if (field.startsWith('facility')) return facilities.foreign;
      return field.startsWith('topic') ? topics.foreign : patients.foreign;
    }
  });
});

/** An answer without what differs from request to request. */
function traceless({ status, headers, body }: Answer): object {
  const { request_id, ...rest } = body;
  expect(request_id === undefined || request_id === headers['x-request-id']).toBe(true);
  const { 'x-request-id': _id, date: _date, ...others } = headers;
  return { status, headers: others, body: rest };
}
