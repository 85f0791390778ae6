import type { JsonBody } from '../../support/http-client.js';
import { hostileValue, oddText } from './hostile.js';
import type { Random } from './random.js';

/** What the generator has learnt of the world. */
export interface Known {
  /** By what they are the ids of: `patient`. */
  ids: Record<string, string[]>;
  /** What has an id within something else: of an override, its provider's. */
  parents: Record<string, string>;
  /** By the field that takes them: `refresh_token`. */
  texts: Record<string, string[]>;
  cursors: string[];
  keys: string[];
}

const STRANGER = '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10';
const FIRST_DAY = Date.UTC(2030, 0, 7);
const STEP_MS = 300_000;

/** Values for schemas of the document: mostly good ones. */
export class Values {
  constructor(
    private readonly document: JsonBody,
    private readonly random: Random,
    private readonly known: Known,
  ) {}

  /** @param wildness the share of values that are hostile */
  of(schema: JsonBody, name: string, wildness: number): unknown {
    const { random } = this;
    if (random.chance(wildness)) return hostileValue(random);
    const resolved = this.resolve(schema);
    if (resolved.enum) return random.pick(resolved.enum as unknown[]);
    const types = [resolved.type].flat() as string[];
    if (types.includes('null') && random.chance(0.15)) return null;
    return this.ofType(types[0] ?? 'string', resolved, name, wildness);
  }

  private ofType(type: string, schema: JsonBody, name: string, wildness: number): unknown {
    const { random } = this;
    if (type === 'object') return this.object(schema, wildness);
    if (type === 'boolean') return random.chance(0.7);
    if (type === 'integer' || type === 'number') return this.number(schema);
    if (type !== 'array') return this.text(schema, name);
    const length = random.whole(0, Math.min(3, (schema.maxItems as number | undefined) ?? 3));
    const entries = Array.from({ length }, () => this.of(schema.items, name, wildness));
    if (wildness > 0 && random.chance(0.1)) return [...entries, entries];
    return schema.uniqueItems ? [...new Set(entries)] : entries;
  }

  private object(schema: JsonBody, wildness: number): object {
    const required = (schema.required ?? []) as string[];
    const fields = Object.entries((schema.properties ?? {}) as Record<string, JsonBody>);
    const kept = fields.filter(([field]) =>
      required.includes(field) ? !this.random.chance(wildness / 4) : this.random.chance(0.35),
    );
    return Object.fromEntries(kept.map(([field, inner]) => [field, this.of(inner, field, wildness)]));
  }

  private number(schema: JsonBody): number {
    const { minimum = 0, maximum = 1_000 } = schema as { minimum?: number; maximum?: number };
    if (this.random.chance(0.1)) return this.random.pick([minimum, maximum]);
    return this.random.whole(minimum, Math.min(maximum, minimum + 60));
  }

  private text(schema: JsonBody, name: string): string {
    const { random } = this;
    const meant = this.byName(name) ?? this.byFormat(String(schema.format), name);
    if (meant !== null) return meant;
    // People may write nearly anything into a free text, and it must not break whoever reads it.
    if (schema.pattern === undefined && random.chance(0.4)) return oddText(random, schema);
    return typeof schema.example === 'string' ? schema.example : 'Amina';
  }

  private byName(name: string): string | null {
    const { random } = this;
    const texts = this.known.texts[name] ?? [];
    if (texts.length > 0 && random.chance(0.8)) return random.pick(texts);
    // Few enough that some are taken already.
    if (name === 'code' || name === 'name') return `N${random.whole(1, 400)}`;
    if (name === 'phone_number') return `+2547${random.whole(10_000_000, 99_999_999)}`;
    if (name === 'cursor') return this.cursor();
    return /^date_(from|to)$/.test(name) ? this.instant().slice(0, 10) : null;
  }

  private byFormat(format: string, name: string): string | null {
    if (format === 'uuid') return this.id(name);
    if (format === 'date-time') return this.instant();
    if (format === 'date') return this.instant().slice(0, 10);
    return format === 'email' ? `person${this.random.whole(1, 500)}@example.org` : null;
  }

  /** Mostly an id that is there, for the field or path that asks for it. */
  id(name: string): string {
    const kind = name.replace(/_ids?$/, '');
    const ids = this.known.ids[kind] ?? [];
    if (ids.length > 0 && this.random.chance(0.9)) return this.random.pick(ids);
    const all = Object.values(this.known.ids).flat();
    return all.length > 0 && this.random.chance(0.7) ? this.random.pick(all) : STRANGER;
  }

  cursor(): string {
    const { random } = this;
    const { cursors } = this.known;
    if (cursors.length > 0 && random.chance(0.4)) return random.pick(cursors);
    const value = random.pick([
      '2026-02-30T00:00:00.000Z',
      '0000-01-01T00:00:00.000Z',
      '2026-01-01',
      1,
      null,
    ]);
    if (cursors.length > 0 && random.chance(0.7)) return withValue(random.pick(cursors), value);
    const ordering = random.pick(['created_at', '-created_at', 'start_time', '-occurred_at', 'id; --']);
    const parts = random.pick<unknown>([
      [ordering, random.whole(0, 1), value, STRANGER],
      [ordering],
      {},
      null,
    ]);
    return Buffer.from(JSON.stringify(parts)).toString('base64url');
  }

  private instant(): string {
    const time = FIRST_DAY + this.random.whole(0, 20_000) * STEP_MS;
    return new Date(time).toISOString().replace('.000Z', this.random.chance(0.2) ? '+00:00' : 'Z');
  }

  /** The schema itself, for one that says where it stands or may be null. */
  resolve(schema: JsonBody): JsonBody {
    if (schema.$ref) return this.document.components.schemas[String(schema.$ref).split('/').at(-1) ?? ''];
    const choices = schema.anyOf as JsonBody[] | undefined;
    return choices ? this.resolve(choices[0]) : schema;
  }
}

/** A cursor that was given out, pointing somewhere else. */
function withValue(cursor: string, value: unknown): string {
  const [ordering, backwards, , id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
  return Buffer.from(JSON.stringify([ordering, backwards, value, id])).toString('base64url');
}
