import { OWN_PATIENT_FIELDS } from '../../src/patients/patient.dto.js';
import { OWN_PROVIDER_FIELDS } from '../../src/providers/provider.dto.js';
import { figure } from '../support/drill.js';
import type { Answer, JsonBody } from '../support/http-client.js';
import { type ApiOperation, pathTo, readOpenApi } from '../support/openapi.js';
import { REQUESTS } from './access-requests.js';
import { AccessWorld } from './access-world.js';

const UNKNOWN = ['There is no such field.'];

/** What a step that takes no body may change of its row, besides `version` and `updated_at`. */
const STEPS: Record<string, { table: string; columns: string[] }> = {
  activateUser: { table: 'user_account', columns: ['is_active'] },
  deactivateUser: { table: 'user_account', columns: ['is_active'] },
  confirmAppointment: { table: 'appointment', columns: ['status', 'confirmed_at'] },
  markArrived: { table: 'appointment', columns: ['status', 'arrived_at'] },
  checkIn: { table: 'appointment', columns: ['status', 'checked_in_at'] },
  startAppointment: { table: 'appointment', columns: ['status', 'started_at'] },
  completeAppointment: { table: 'appointment', columns: ['status', 'completed_at'] },
  markNoShow: { table: 'appointment', columns: ['status', 'no_show_at'] },
};

/** D15: every column of every table, put into everything that is written. */
describe('D15 mass assignment', () => {
  let world: AccessWorld;
  let document: JsonBody;
  let operations: ApiOperation[];
  /** Every name that a column of ours has, and how a careless client would write it. */
  let columns: string[];
  let injections = 0;

  beforeAll(async () => {
    world = await AccessWorld.open();
    const said = await readOpenApi(world.world);
    document = said.document;
    // That there is a request for every operation is D12's to say.
    operations = said.operations.filter(({ id }) => id in REQUESTS);
    const found = await world.sql<{ name: string }>(
      `SELECT DISTINCT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1`,
    );
    const names = found.map(({ name }) => name);
    columns = [...new Set([...names, ...names.map(camelCase)])];
  }, 60_000);

  afterAll(async () => {
    await world.world.close();
    figure('D15', `${injections} fields that nobody documents sent in bodies: 0 accepted`);
  });

  it('knows the columns', () => {
    expect(columns).toEqual(
      expect.arrayContaining(['organization_id', 'password_hash', 'admin_seat', 'userId']),
    );
  });

  it('refuses every column that a body does not document, by name', async () => {
    // Forms come from gateways and mail programs, which say more than anybody asked; none of it is a column.
    const written = operations.filter(({ said }) => said.requestBody?.content['application/json']);
    expect(written.length).toBeGreaterThan(15);
    for (const operation of written) {
      const schema = bodySchema(operation);
      const asked = (await REQUESTS[operation.id]?.(world, 'admin')) ?? {};
      if (schema.type === 'array') {
        await refuseEntries(operation, fieldsOf(resolve(schema.items)), asked.id);
        continue;
      }
      const fields = fieldsOf(schema);
      const injected = without(columns, Object.keys(fields));
      const answer = await send(operation, { ...valuesOf(injected), ...asked.body }, asked.id);
      injections += injected.length;
      expectUnknown(operation.id, answer, injected);
      await refuseNested(operation, asked.body ?? {}, fields, asked.id);
    }
  });

  async function refuseEntries(
    operation: ApiOperation,
    fields: Record<string, JsonBody>,
    id?: string,
  ): Promise<void> {
    const injected = without(columns, Object.keys(fields));
    const answer = await send(operation, [valuesOf(injected)], id);
    injections += injected.length;
    expectUnknown(
      operation.id,
      answer,
      injected.map((column) => `0.${column}`),
    );
  }

  async function refuseNested(
    operation: ApiOperation,
    body: object,
    fields: Record<string, JsonBody>,
    id?: string,
  ): Promise<void> {
    for (const [name, schema] of Object.entries(fields)) {
      const isList = schema.type === 'array';
      const inner = resolve(isList ? schema.items : schema);
      if (inner.properties === undefined) continue;
      const injected = without(columns, Object.keys(inner.properties as object));
      const value = isList ? [valuesOf(injected)] : valuesOf(injected);
      const answer = await send(operation, { ...body, [name]: value }, id);
      injections += injected.length;
      const prefix = isList ? `${name}.0.` : `${name}.`;
      expectUnknown(
        `${operation.id} ${name}`,
        answer,
        injected.map((column) => prefix + column),
      );
    }
  }

  it.each(Object.keys(STEPS))('%s takes nothing from a body that nobody asked for', async (id) => {
    const operation = operations.find((each) => each.id === id);
    const step = STEPS[id];
    const asked = (await REQUESTS[id]?.(world, 'admin')) ?? {};
    if (!operation || !step) throw new Error(`${id} is not offered`);
    const before = await rowOf(step.table, asked.id);
    const body = {
      ...valuesOf(columns),
      role: 'admin',
      status: 'cancelled',
      is_active: null,
      organization_id: world.world.otherOrganizationId,
    };
    expect((await send(operation, body, asked.id)).status).toBe(200);
    const after = await rowOf(step.table, asked.id);
    const changed = Object.keys(after).filter((name) => !isSame(after[name], before[name]));
    expect(changed.sort()).toEqual([...step.columns, 'version', 'updated_at'].sort());
  });

  it('refuses every column that a list is not filtered by, by name', async () => {
    const lists = operations.filter(({ said }) =>
      (said.parameters as JsonBody[]).some((parameter) => parameter.name === 'page_size'),
    );
    expect(lists.length).toBeGreaterThan(8);
    for (const operation of lists) {
      const known = (operation.said.parameters as { name: string }[]).map(({ name }) => name);
      const injected = without(columns, known);
      const query = new URLSearchParams(valuesOf(injected)).toString();
      const asked = await REQUESTS[operation.id]?.(world, 'admin');
      const answer = await world.client('admin').send(operation.method, pathTo(operation, asked?.id, query));
      expectUnknown(operation.id, answer, injected);
    }
  });

  it('keeps from people the documented fields of their own that are not theirs to write', async () => {
    const cases = [
      { id: 'updatePatient', caller: 'patient', own: OWN_PATIENT_FIELDS, table: 'patient' },
      { id: 'updateProvider', caller: 'provider', own: OWN_PROVIDER_FIELDS, table: 'provider' },
      { id: 'updateAppointment', caller: 'patient', own: ['reason'], table: 'appointment' },
    ] as const;
    for (const { id, caller, own, table } of cases) {
      const operation = operations.find((each) => each.id === id);
      if (!operation) throw new Error(`${id} is not offered`);
      const fields = fieldsOf(bodySchema(operation));
      const asked = (await REQUESTS[id]?.(world, caller)) ?? {};
      const before = await rowOf(table, asked.id);
      for (const field of without(Object.keys(fields), own)) {
        const body = { [field]: exampleOf(fields[field]) };
        const answer = await world.client(caller).send(operation.method, pathTo(operation, asked.id), body);
        expect([id, field, answer.status, answer.body.code]).toEqual([id, field, 403, 'forbidden']);
      }
      expect(await rowOf(table, asked.id)).toEqual(before);
    }
  });

  it('registers nobody into power', async () => {
    for (const role of ['admin', 'staff', 'provider', 'patient']) {
      const { body } = await world.nobody.post('/auth/register', {
        role,
        email: `${role}.power@example.org`,
        password: 'correct horse battery',
        first_name: 'Amina',
        last_name: 'Otieno',
        ...(role === 'provider' && { kind: 'doctor' }),
      });
      expect(await rowOf('user_account', body.id as string)).toMatchObject({
        organization_id: world.world.organizationId,
        is_active: false,
        admin_seat: null,
        version: 1,
      });
    }
  });

  function send(operation: ApiOperation, body: object, id?: string): Promise<Answer> {
    return world.client('admin').send(operation.method, pathTo(operation, id), body);
  }

  async function rowOf(table: string, id: string | undefined): Promise<Record<string, unknown>> {
    const [found] = await world.sql<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) AS row FROM ${table} t WHERE id = $1`,
      [id],
    );
    if (!found) throw new Error(`no ${table} ${id}`);
    return found.row;
  }

  /** The schema itself, for one that says where it stands or may be null. */
  function resolve(schema: JsonBody): JsonBody {
    if (schema.$ref) return document.components.schemas[String(schema.$ref).split('/').at(-1) ?? ''];
    const choices = schema.anyOf as JsonBody[] | undefined;
    return choices ? resolve(choices[0]) : schema;
  }

  function bodySchema(operation: ApiOperation): JsonBody {
    return resolve(operation.said.requestBody.content['application/json'].schema);
  }

  function fieldsOf(schema: JsonBody): Record<string, JsonBody> {
    return (schema.properties ?? {}) as Record<string, JsonBody>;
  }

  /** Any value that the field's own check lets pass. */
  function exampleOf(schema: JsonBody): unknown {
    if (schema.example !== undefined && schema.example !== null) return schema.example;
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    const values: Record<string, unknown> = { boolean: false, integer: schema.minimum, array: [] };
    return values[String(type)] ?? 'x';
  }
});

function expectUnknown(what: string, { status, body }: Answer, names: readonly string[]): void {
  const errors = (body.errors ?? {}) as Record<string, string[]>;
  const refused = names.filter((name) => errors[name]?.join() === UNKNOWN.join());
  expect({ what, status, code: body.code, accepted: without(names, refused) }).toEqual({
    what,
    status: 400,
    code: 'validation_failed',
    accepted: [],
  });
}

function valuesOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, 'injected']));
}

function without(names: readonly string[], others: readonly string[]): string[] {
  return names.filter((name) => !others.includes(name));
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
