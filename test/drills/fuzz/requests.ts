import type { JsonBody } from '../../support/http-client.js';
import type { ApiOperation } from '../../support/openapi.js';
import { HOSTILE_PIECES, hostileBody, hostileHeaders, hostileValue, RawBody } from './hostile.js';
import type { Random } from './random.js';
import { type Known, Values } from './values.js';

/** A request, ready to be sent. */
export interface FuzzRequest {
  operation: ApiOperation;
  method: string;
  url: string;
  headers: Record<string, string>;
  payload: string | undefined;
}

/** How wrong a request is meant to be; the valid ones come more often, or nothing would ever be there. */
export const TEMPERS = ['valid', 'valid', 'mutated', 'hostile'] as const;
export type Temper = (typeof TEMPERS)[number];
const WILDNESS: Record<Temper, number> = { valid: 0, mutated: 0.12, hostile: 0.6 };

const OF_A_MOVE = [
  'start_time',
  'end_time',
  'duration_minutes',
  'slot_id',
  'provider_notes',
  'override_reason',
];

/** What schemas cannot say: fields that an operation needs in fact, and those that shut each other out. */
const HINTS: Record<string, { always?: string[]; never?: string[] }> = {
  bookAppointment: {
    always: ['patient_id', 'provider_id', 'start_time'],
    never: ['patient', 'patient_uhid', 'end_time', 'slot_id', 'topic_ids'],
  },
  rescheduleAppointment: {
    always: ['start_time'],
    never: ['end_time', 'slot_id', 'provider_id', 'facility_id'],
  },
  updateAppointment: { never: OF_A_MOVE },
  replaceAppointment: { never: OF_A_MOVE },
  checkConflicts: { never: ['end_time'] },
  checkNewConflicts: { always: ['provider_id'], never: ['end_time'] },
  register: { never: ['kind', 'date_of_birth', 'sex', 'medical_history', 'specialties', 'organization'] },
};

/** Makes requests from what the document says of an operation. */
export class Requests {
  private readonly values: Values;

  constructor(
    document: JsonBody,
    private readonly random: Random,
    private readonly known: Known,
  ) {
    this.values = new Values(document, random, known);
  }

  make(operation: ApiOperation, temper: Temper): FuzzRequest {
    const { random } = this;
    const body = this.body(operation, temper);
    const headers: Record<string, string> = {};
    if (body) headers['content-type'] = body.contentType;
    if (operation.method === 'POST' && random.chance(0.1)) headers['idempotency-key'] = this.key();
    if (temper !== 'valid' && random.chance(0.2)) Object.assign(headers, hostileHeaders(random));
    return {
      operation,
      method: operation.method,
      url: this.path(operation, temper) + this.query(operation, temper),
      headers,
      payload: body?.text,
    };
  }

  private body(operation: ApiOperation, temper: Temper): RawBody | undefined {
    const { random } = this;
    const content: JsonBody = operation.said.requestBody?.content['application/json'];
    if (!content) {
      const isUnasked = temper !== 'valid' && operation.method !== 'GET' && random.chance(0.3);
      return isUnasked ? hostileBody(random, { status: 'completed' }) : undefined;
    }
    if (operation.said.requestBody.required === false && random.chance(0.3)) return undefined;
    const body = this.goodBody(operation, content.schema);
    if (temper === 'valid') return new RawBody(JSON.stringify(body));
    if (temper === 'hostile' && random.chance(0.35)) return hostileBody(random, body);
    return new RawBody(JSON.stringify(this.mutate(body, content.schema, temper)));
  }

  private goodBody({ id }: ApiOperation, schema: JsonBody): object {
    const { always = [], never = [] } = HINTS[id] ?? {};
    const fields = this.values.resolve(schema).properties as Record<string, JsonBody>;
    const body = this.values.of(schema, '', 0) as Record<string, unknown>;
    if (Array.isArray(body)) return body;
    for (const name of always) body[name] ??= this.values.of(fields[name], name, 0);
    return Object.fromEntries(Object.entries(body).filter(([name]) => !never.includes(name)));
  }

  /** The body with fields that are wrong, missing, or nobody's. */
  private mutate(body: object, schema: JsonBody, temper: Temper): object {
    const { random } = this;
    const wild = this.values.of(schema, '', WILDNESS[temper]);
    if (Array.isArray(body)) return random.chance(0.5) ? [...(body as unknown[]), wild] : { wild };
    const mixed = { ...body, ...(typeof wild === 'object' && !Array.isArray(wild) ? wild : {}) };
    const fields = Object.keys(mixed);
    if (random.chance(0.3) && fields.length > 0)
      Object.assign(mixed, { [random.pick(fields)]: hostileValue(random) });
    if (random.chance(0.1)) Object.assign(mixed, { [String(hostileValue(random)).slice(0, 50)]: 1 });
    return mixed;
  }

  private path({ path }: ApiOperation, temper: Temper): string {
    const { random } = this;
    const kind = /\/(\w+?)s?\/\{id\}/.exec(path)?.[1] ?? '';
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const ids = names.map((name) => this.values.id(name === 'id' ? singular(kind) : name));
    const parent = this.known.parents[ids[1] ?? ''];
    if (parent !== undefined && random.chance(0.8)) ids[0] = parent;
    const url = path.replace(/\{\w+\}/g, () => {
      const id = ids.shift() ?? '';
      const isBroken = random.chance({ hostile: 0.4, mutated: 0.1, valid: 0 }[temper]);
      return isBroken ? random.pick(HOSTILE_PIECES) : id;
    });
    return random.chance(0.03) ? `${url}/` : url;
  }

  private query({ said }: ApiOperation, temper: Temper): string {
    const { random } = this;
    const asked = (said.parameters as JsonBody[]).filter((parameter) => parameter.in === 'query');
    const pairs: string[] = [];
    for (const { name, schema } of asked.filter((parameter) => this.isGiven(parameter))) {
      const value = this.values.of(schema, String(name), WILDNESS[temper]);
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
      pairs.push(`${String(name)}=${encode(text)}`);
      if (temper === 'hostile' && random.chance(0.2))
        pairs.push(`${String(name)}=${random.pick(HOSTILE_PIECES)}`);
    }
    if (temper === 'hostile' && random.chance(0.1))
      pairs.push(
        random.pick(['__proto__=1', 'a[]=1', 'a[b]=1', '=', '&', '%00=1', 'page_size=-5', 'search=%']),
      );
    return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  }

  private isGiven({ name, required }: JsonBody): boolean {
    if (required) return this.random.chance(0.95);
    return this.random.chance(name === 'cursor' ? 0.4 : 0.15);
  }

  /** Sometimes one that was used before. */
  private key(): string {
    const { keys } = this.known;
    if (keys.length > 0 && this.random.chance(0.5)) return this.random.pick(keys);
    const key = `key-${this.random.whole(1, 1_000_000)}`;
    keys.push(key);
    return key;
  }
}

/** Half a surrogate pair cannot be encoded: it goes as what its bytes would be. */
function encode(text: string): string {
  return /\p{Surrogate}/u.test(text) ? '%ed%a0%80' : encodeURIComponent(text);
}

function singular(plural: string): string {
  return plural === 'facilitie' ? 'facility' : plural;
}
