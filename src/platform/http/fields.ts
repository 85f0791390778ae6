import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { isDate, parseInstant } from '../../domain/instant.js';
import { isTimeZone } from '../../domain/time-zone.js';

/**
 * Fields of DTOs and views: one decorator says what a field is, and the check and the OpenAPI schema
 * both follow from it. Unlike stock class-validator, `null` is refused unless the field is `nullable`.
 */
export interface FieldOptions {
  /** May be left out. */
  optional?: boolean;
  /** May be null: unknown, or (in a PATCH) cleared. */
  nullable?: boolean;
  description?: string;
  example?: unknown;
}

const UUID_EXAMPLE = '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10';

function field(
  options: FieldOptions,
  schema: ApiPropertyOptions,
  ...checks: PropertyDecorator[]
): PropertyDecorator {
  const { optional = false, nullable = false, description, example } = options;
  const property = { ...schema, required: !optional, nullable, description } as ApiPropertyOptions;
  if (example !== undefined) Object.assign(property, { example });
  return applyDecorators(ApiProperty(property), presence(optional, nullable), ...checks);
}

function presence(optional: boolean, nullable: boolean): PropertyDecorator {
  return ValidateIf(
    (_, value: unknown) => !(optional && value === undefined) && !(nullable && value === null),
  );
}

function check(name: string, message: string, passes: (value: unknown) => boolean): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: passes, defaultMessage: () => message } });
}

export interface TextOptions extends FieldOptions {
  min?: number;
  max?: number;
  pattern?: RegExp;
  /** What the pattern asks for, as a sentence. */
  patternMessage?: string;
  format?: string;
  /** Leading and trailing white space counts (passwords). */
  verbatim?: boolean;
}

const LONGEST_TEXT = 4_000;

/** A text; white space around it is dropped. At most 4,000 characters unless `max` says otherwise. */
export function TextField(options: TextOptions = {}): PropertyDecorator {
  const { min = 0, max = LONGEST_TEXT, pattern, patternMessage, format, verbatim = false } = options;
  const schema: ApiPropertyOptions = {
    type: String,
    maxLength: max,
    ...(min > 0 && { minLength: min }),
    ...(format && { format }),
  };
  if (pattern) Object.assign(schema, { pattern: pattern.source });
  const checks = [
    IsString({ message: 'Must be a text.' }),
    MaxLength(max, { message: `At most ${max} characters.` }),
  ];
  if (min > 0)
    checks.push(
      MinLength(min, { message: min === 1 ? 'Must not be empty.' : `At least ${min} characters.` }),
    );
  if (pattern) checks.push(Matches(pattern, { message: patternMessage ?? 'Has the wrong form.' }));
  if (!verbatim)
    checks.push(
      Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    );
  return field(options, schema, ...checks);
}

/** An email address, kept in lower case. */
export function EmailField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    { example: 'amina@example.org', ...options },
    { type: String, format: 'email', maxLength: 254 },
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.trim().toLowerCase() : value,
    ),
    IsString({ message: 'Must be a text.' }),
    MaxLength(254, { message: 'At most 254 characters.' }),
    IsEmail({ allow_utf8_local_part: false }, { message: 'Must be an email address.' }),
  );
}

/** Ids are compared as text, so they are kept as PostgreSQL writes them. */
function lowerCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCase);
  return typeof value === 'string' ? value.toLowerCase() : value;
}

export function UuidField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    { example: UUID_EXAMPLE, ...options },
    { type: String, format: 'uuid' },
    Transform(({ value }: { value: unknown }) => lowerCase(value)),
    IsUUID('loose', { message: 'Must be a UUID.' }),
  );
}

export function UuidListField(options: FieldOptions & { max?: number } = {}): PropertyDecorator {
  const { max = 100 } = options;
  return field(
    { example: [UUID_EXAMPLE], ...options },
    { type: String, format: 'uuid', isArray: true, maxItems: max, uniqueItems: true },
    IsArray({ message: 'Must be a list.' }),
    Transform(({ value }: { value: unknown }) => lowerCase(value)),
    ArrayMaxSize(max, { message: `At most ${max} entries.` }),
    IsUUID('loose', { each: true, message: 'Each entry must be a UUID.' }),
    ArrayUnique({ message: 'Each entry only once.' }),
  );
}

/** A list of short texts. */
export function TextListField(
  options: FieldOptions & { max?: number; maxLength?: number } = {},
): PropertyDecorator {
  const { max = 50, maxLength = 100 } = options;
  return field(
    options,
    { type: String, isArray: true, maxItems: max },
    IsArray({ message: 'Must be a list.' }),
    ArrayMaxSize(max, { message: `At most ${max} entries.` }),
    IsString({ each: true, message: 'Each entry must be a text.' }),
    MinLength(1, { each: true, message: 'No entry may be empty.' }),
    MaxLength(maxLength, { each: true, message: `Each entry has at most ${maxLength} characters.` }),
  );
}

export function WordField<T extends string>(
  words: readonly T[],
  options: FieldOptions & { name?: string } = {},
): PropertyDecorator {
  return field(
    { example: words[0], ...options },
    { enum: [...words] as string[], type: String },
    IsIn([...words], { message: `Must be one of: ${words.join(', ')}.` }),
  );
}

const SAFE_MAX = 2_147_483_647;

export function WholeField(options: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator {
  const { min = 0, max = SAFE_MAX } = options;
  return field(
    options,
    { type: 'integer', minimum: min, maximum: max },
    IsInt({ message: 'Must be a whole number.' }),
    Min(min, { message: `Must be at least ${min}.` }),
    Max(max, { message: `Must be at most ${max}.` }),
  );
}

/** A list of whole numbers, each only once. */
export function WholeListField(
  options: FieldOptions & { min: number; max: number; most: number },
): PropertyDecorator {
  const { min, max, most } = options;
  const message = `Each entry must be a whole number from ${min} to ${max}.`;
  return field(
    options,
    { type: 'integer', isArray: true, minimum: min, maximum: max, maxItems: most, uniqueItems: true },
    IsArray({ message: 'Must be a list.' }),
    ArrayMaxSize(most, { message: `At most ${most} entries.` }),
    IsInt({ each: true, message }),
    Min(min, { each: true, message }),
    Max(max, { each: true, message }),
    ArrayUnique({ message: 'Each entry only once.' }),
  );
}

/** A local clock time, `HH:MM`. */
export function ClockField(options: FieldOptions = {}): PropertyDecorator {
  return TextField({
    max: 5,
    pattern: /^([01]\d|2[0-3]):[0-5]\d$/,
    patternMessage: 'Must be a clock time like 09:00.',
    ...options,
  });
}

export function FlagField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    { example: true, ...options },
    { type: Boolean },
    IsBoolean({ message: 'Must be true or false.' }),
  );
}

/** An ISO 8601 time with an offset. A local time without one is refused: nobody could say when it is. */
export function InstantField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    { example: '2026-01-15T10:00:00Z', ...options },
    { type: String, format: 'date-time' },
    check('instant', 'Must be a time with an offset, like 2026-01-15T10:00:00Z.', isInstantText),
  );
}

/** A real day, `YYYY-MM-DD`. */
export function DateField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    { example: '2026-01-15', ...options },
    { type: String, format: 'date' },
    check('date', 'Must be a date like 2026-01-15.', (value) => typeof value === 'string' && isDate(value)),
  );
}

/** An IANA time zone name. */
export function TimeZoneField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    { example: 'Africa/Nairobi', ...options },
    { type: String, maxLength: 64 },
    check(
      'timezone',
      'Must be an IANA time zone like Africa/Nairobi.',
      (value) => typeof value === 'string' && isTimeZone(value),
    ),
  );
}

// Swagger takes a function for a lazy type only where it is itself called `type`, as an arrow written there is.

/** A field that is an object of its own. */
export function ObjectField(type: () => new () => object, options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: () => type() },
    IsObject({ message: 'Must be an object.' }),
    ValidateNested(),
    Type(type),
  );
}

/** A list of objects. */
export function ObjectListField(
  type: () => new () => object,
  options: FieldOptions & { min?: number; max?: number } = {},
): PropertyDecorator {
  const { min = 0, max = 200 } = options;
  return field(
    options,
    { type: () => type(), isArray: true, minItems: min, maxItems: max },
    IsArray({ message: 'Must be a list.' }),
    ArrayMinSize(min, { message: `At least ${min} entries.` }),
    ArrayMaxSize(max, { message: `At most ${max} entries.` }),
    // Nested validation looks into a list within the list, and finds nothing wrong with an empty one.
    check('flat', 'Each entry must be an object.', (value) => !isNestedList(value)),
    ValidateNested({ each: true, message: 'Each entry must be an object.' }),
    Type(type),
  );
}

function isNestedList(value: unknown): boolean {
  return Array.isArray(value) && value.some((entry) => Array.isArray(entry));
}

function isInstantText(value: unknown): boolean {
  return typeof value === 'string' && parseInstant(value) !== null;
}

/** A plus sign in a query string arrives as a space where the client did not escape it. */
const UnescapedPlus = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' ? value.replace(/ (\d\d:\d\d)$/, '+$1') : value,
);

/** A time with an offset in a query string. */
export function QueryInstantField(options: FieldOptions = {}): PropertyDecorator {
  return applyDecorators(UnescapedPlus, InstantField(options));
}

/** A query parameter that is a date (the whole local day) or a time with an offset. */
export function DateOrInstantField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    { example: '2026-01-15', ...options },
    { type: String },
    UnescapedPlus,
    check(
      'date_or_instant',
      'Must be a date like 2026-01-15 or a time with an offset.',
      (value) => isInstantText(value) || (typeof value === 'string' && isDate(value)),
    ),
  );
}

/** A whole number in a query string. */
export function QueryWholeField(
  options: FieldOptions & { min?: number; max?: number } = {},
): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value,
    ),
    WholeField(options),
  );
}

/** `true` or `false` in a query string. */
export function QueryFlagField(options: FieldOptions = {}): PropertyDecorator {
  const words: Record<string, boolean> = { true: true, false: false, '1': true, '0': false };
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (words[value.toLowerCase()] ?? value) : value,
    ),
    FlagField(options),
  );
}

/** Several words in a query string, comma-separated or repeated. */
export function QueryWordsField<T extends string>(
  words: readonly T[],
  options: FieldOptions = {},
): PropertyDecorator {
  return field(
    { example: words[0], ...options },
    { type: String },
    Transform(({ value }: { value: unknown }) => splitList(value)),
    IsIn([...words], { each: true, message: `Must be among: ${words.join(', ')}.` }),
  );
}

/** Several ids in a query string, comma-separated or repeated. */
export function QueryUuidsField(options: FieldOptions & { max?: number } = {}): PropertyDecorator {
  const { max = 200 } = options;
  return field(
    { example: UUID_EXAMPLE, ...options },
    { type: String },
    Transform(({ value }: { value: unknown }) => splitList(value)),
    ArrayMaxSize(max, { message: `At most ${max} entries.` }),
    IsUUID('loose', { each: true, message: 'Each entry must be a UUID.' }),
  );
}

function splitList(value: unknown): unknown {
  const parts = Array.isArray(value) ? value : [value];
  return parts.flatMap((part: unknown) =>
    typeof part === 'string' ? part.split(',').map((word) => word.trim()) : [part],
  );
}
