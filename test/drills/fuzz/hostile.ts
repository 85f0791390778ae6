import type { Random } from './random.js';

/** A body as it goes over the wire, where JSON.stringify would not write it so. */
export class RawBody {
  constructor(
    readonly text: string,
    readonly contentType = 'application/json',
  ) {}
}

const LONE_SURROGATE = '\ud800';
const TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  LONE_SURROGATE,
  '\ufeff',
  '\u202etxet',
  '👩🏽‍⚕️',
  'e\u0301'.repeat(50),
  'İıſK',
  "'; DROP TABLE appointment; --",
  '%_\\',
  '${7*7}{{7*7}}',
  '<script>alert(1)</script>',
  '../../../etc/passwd',
  'null',
  'undefined',
  'NaN',
  '__proto__',
  'true',
  '2026-W03-4',
  '2026-015',
  '2026-02-30',
  '2026-02-30T10:00:00Z',
  '2030-01-01T10:00:00',
  '2030-01-01T24:00:00Z',
  '2030-01-01T23:59:60Z',
  '+275760-09-13T00:00:00Z',
  '0000-01-01',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2200-12-31T23:59:00-15:59',
  '1900-01-01T00:00:00+15:59',
  '2030-01-01t10:00:00.123456789z',
  '"quoted part"@example.org',
  'amina@bücher.example',
  `${'a'.repeat(64)}@example.org`,
  '+99999999999999999999',
  '+1',
  '00254712345678',
  'Europe/London\u0000',
  'Etc/GMT+5',
  'GMT+5',
  '+05:30',
  'UTC',
  'x'.repeat(5_000),
  '😀'.repeat(2_100),
  'a b '.repeat(30),
];
const NUMBERS = [0, -1, 1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e21, 1e308, -0, 32_768, 99_999_999_999];
const OTHERS = [
  null,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  { a: 1 },
  [1, 'x', null],
  { length: 3 },
  { then: 1 },
];

/** An odd text that the field's own limits let pass. */
export function oddText(random: Random, schema: { minLength?: number; maxLength?: number }): string {
  const { minLength = 0, maxLength = 4_000 } = schema;
  const fits = TEXTS.filter((text) => {
    const { length } = text.trim();
    return length >= minLength && text.length <= maxLength && !/\p{Surrogate}|\0/u.test(text);
  });
  return random.pick(fits);
}

export function hostileValue(random: Random): unknown {
  return random.pick<() => unknown>([
    () => random.pick(TEXTS),
    () => random.pick(NUMBERS),
    () => random.pick(OTHERS),
    () => String(random.pick(NUMBERS)),
    () => [random.pick(TEXTS), random.pick(NUMBERS)],
    () => ({ [random.pick(TEXTS)]: random.pick(NUMBERS) }),
  ])();
}

const DEEP = 12_000;

/** Bodies that are wrong as a whole. */
export function hostileBody(random: Random, body: unknown): RawBody {
  const text = JSON.stringify(body ?? {});
  return random.pick<() => RawBody>([
    () => new RawBody('['.repeat(DEEP) + ']'.repeat(DEEP)),
    () => new RawBody('{"a":'.repeat(DEEP) + '1' + '}'.repeat(DEEP)),
    () => new RawBody(text.slice(0, Math.max(1, random.whole(0, text.length)))),
    () => new RawBody(`${text}${text}`),
    () => new RawBody(text.replace('{', '{"__proto__":{"role":"admin"},')),
    () => new RawBody(text.replace('{', '{"constructor":{"prototype":{"x":1}},')),
    () => new RawBody(text.replace('{', '{"toString":1,"hasOwnProperty":1,"then":"x",')),
    () => new RawBody(text.replace('{', '{"a":1,"a":1e400,')),
    () => new RawBody(`\ufeff${text}`),
    () => new RawBody(`// comment\n${text}`),
    () => new RawBody(`[${text}]`),
    () => new RawBody(random.pick(['null', 'true', '0', '"x"', '[]', '{}', '', ' ', '1e999', 'NaN'])),
    () => new RawBody(JSON.stringify({ filler: 'x'.repeat(300 * 1_024) })),
    () => new RawBody('a=1&b=2', 'application/x-www-form-urlencoded'),
    () => new RawBody('--x\r\n\r\n--x--', 'multipart/form-data; boundary=x'),
    () => new RawBody('<a/>', 'application/xml'),
    () => new RawBody(text, 'text/plain'),
    () => new RawBody(text, 'application/json; charset=utf-16'),
    () => new RawBody(text, 'application/merge-patch+json'),
    () => new RawBody(text, 'APPLICATION/JSON'),
    () => new RawBody(text, ';'),
    () => new RawBody(text, ''),
  ])();
}

/** Headers that some part of the product reads. */
export function hostileHeaders(random: Random): Record<string, string> {
  const value = random.pick([
    '',
    '*',
    '"1"',
    'W/"1"',
    '"-1"',
    '1e9',
    '"x"',
    '99999999999',
    'é',
    'x'.repeat(300),
  ]);
  return random.pick<Record<string, string>>([
    { 'if-match': value },
    { 'idempotency-key': value },
    { 'x-request-id': value },
    { authorization: value },
    { authorization: `Bearer ${value}` },
    { authorization: `Bearer ${'e30.'.repeat(3)}` },
    { accept: 'text/html' },
    { 'accept-language': value },
    { 'content-encoding': 'gzip' },
    { 'x-forwarded-for': value },
    { 'x-http-method-override': 'DELETE' },
    { expect: value },
  ]);
}

/** Pieces that stand in a path or query as they are. */
export const HOSTILE_PIECES = [
  '%00',
  '%',
  '%zz',
  '%ff',
  '%ed%a0%80',
  '%2e%2e%2f',
  '%F0%9F%98%80',
  '..',
  'null',
  '0',
  '-1',
  'undefined',
  '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '019A5B0E-7A53-7CC4-9F4E-3D1F0C2B9A10',
  '019a5b0e7a537cc49f4e3d1f0c2b9a10',
  '{019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10}',
  '9'.repeat(400),
  'KE123456789A',
] as const;
