import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { DomainError, ERROR_CATALOGUE, type ErrorCode } from '../../domain/errors.js';
import { IDEMPOTENCY_KEY_HEADER, KEY_MAX_LENGTH } from './idempotency.service.js';
import { REFUSES_EXTENSION } from './operation.js';
import { Problem, PROBLEM_MEDIA_TYPE, statusOf, toProblem } from './problem.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = Record<string, Json>;

interface Operation extends JsonObject {
  responses: JsonObject;
}

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete']);
const EXAMPLE_REQUEST_ID = '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10';

/** The OpenAPI 3.1 document, derived from controllers, DTOs, views and the catalogue of errors. */
export function buildOpenApi(app: INestApplication, publicUrl: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Kept')
    .setDescription(
      'Appointments for clinics: booked once, kept by the database. Times carry an offset; lists are keyset pages; errors are RFC 9457 problems.',
    )
    .setVersion('1.0.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(publicUrl)
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [Problem] });
  for (const { method, path, body } of operationsOf(document)) {
    if (method === 'post' && saidOf(body).replayable) describeIdempotency(body);
    describeRefusals(method, path, body);
  }
  document.tags = tagsOf(document);
  return toOpenApi31(document as unknown as Json) as unknown as OpenAPIObject;
}

function* operationsOf(
  document: OpenAPIObject,
): Generator<{ method: string; path: string; body: Operation }> {
  for (const [path, item] of Object.entries(document.paths))
    for (const [method, body] of Object.entries(item))
      if (METHODS.has(method)) yield { method, path, body: body as Operation };
}

/** What each group of operations is for; a controller's tag that is missing here fails the document's test. */
const TAGS: Record<string, string> = {
  activity: 'What happened, and who did it.',
  appointments: 'Booking, and the whole life of a visit.',
  auth: 'Registering, signing in and out, passwords.',
  availability: 'When somebody is free, and why not.',
  facilities: 'Clinics and sites, their hours and closures.',
  health: 'For load balancers and supervisors.',
  notifications: 'Emails and text messages: what was sent, and what was not.',
  organization: 'The clinic as a whole, and its defaults.',
  patients: 'The directory of patients.',
  providers: 'Who sees patients, where, for what and when.',
  'sms callbacks': 'For SMS gateways: receipts, and what people answer.',
  topics: 'What a visit can be for.',
  users: 'Who may sign in.',
};

function tagsOf(document: OpenAPIObject): { name: string; description?: string }[] {
  const names = new Set<string>();
  for (const { body } of operationsOf(document))
    for (const tag of (body['tags'] ?? []) as string[]) names.add(tag);
  return [...names].sort().map((name) => ({ name, description: TAGS[name] }));
}

/** Every POST takes the key, so no controller repeats it. */
function describeIdempotency(operation: Operation): void {
  const parameters = (operation['parameters'] ?? []) as Json[];
  operation['parameters'] = [
    ...parameters,
    {
      name: IDEMPOTENCY_KEY_HEADER,
      in: 'header',
      required: false,
      description: 'Makes it safe to send again: within 24 hours the same key gets the first answer.',
      schema: { type: 'string', minLength: 1, maxLength: KEY_MAX_LENGTH },
    },
  ];
}

function describeRefusals(method: string, path: string, operation: Operation): void {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of refusalsOf(method, path, operation)) {
    const status = statusOf(code);
    const codes = byStatus.get(status) ?? [];
    if (!codes.includes(code)) byStatus.set(status, [...codes, code]);
  }
  // What an operation documents by itself (readiness' own 503) stays.
  for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b))
    operation.responses[String(status)] ??= problemResponse(codes);
  if (saidOf(operation).optionalBody) (operation['requestBody'] as JsonObject)['required'] = false;
  if (saidOf(operation).anyone) operation['security'] = [];
  delete operation[REFUSES_EXTENSION];
}

interface Said {
  refuses: ErrorCode[];
  anyone: boolean;
  optionalBody: boolean;
  replayable: boolean;
  unlimited: boolean;
}

/** What `@Operation` said; an operation without it documents everything by itself. */
function saidOf(operation: Operation): Said {
  return (operation[REFUSES_EXTENSION] ?? {
    refuses: [],
    anyone: true,
    optionalBody: false,
    replayable: false,
    unlimited: false,
  }) as unknown as Said;
}

function refusalsOf(method: string, path: string, operation: Operation): ErrorCode[] {
  const said = saidOf(operation);
  const parameters = (operation['parameters'] ?? []) as { in: string; name: string }[];
  const isNamed = (name: string): boolean => parameters.some((parameter) => parameter.name === name);
  const isChecked = 'requestBody' in operation || parameters.some((parameter) => parameter.in === 'query');
  const codes: ErrorCode[] = isChecked ? ['validation_failed', 'malformed_request'] : ['malformed_request'];
  // A body that nobody asked for is read, and may be refused, all the same.
  if (method !== 'get') codes.push('payload_too_large', 'unsupported_media_type');
  if (isNamed('cursor')) codes.push('invalid_cursor');
  if (isNamed(IDEMPOTENCY_KEY_HEADER)) codes.push('validation_failed', 'idempotency_key_reused');
  if (!said.anyone) codes.push('unauthenticated', 'invalid_token', 'forbidden');
  if (path.includes('{')) codes.push('not_found');
  if (!said.unlimited) codes.push('too_many_requests');
  return [...codes, ...said.refuses, 'internal_error', 'service_unavailable'];
}

function problemResponse(codes: readonly ErrorCode[]): JsonObject {
  const examples: JsonObject = {};
  for (const code of codes)
    examples[code] = { value: toProblem(new DomainError(code), EXAMPLE_REQUEST_ID) as unknown as Json };
  const status = statusOf(codes[0] ?? 'internal_error');
  const retryAfter: JsonObject = { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds.' } };
  return {
    description: codes.map((code) => `\`${code}\`: ${ERROR_CATALOGUE[code].title}`).join(' '),
    ...((status === 429 || status === 503) && { headers: retryAfter }),
    content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' }, examples } },
  };
}

/** OpenAPI 3.0's `nullable` as 3.1 (JSON Schema) says it. */
function toOpenApi31(node: Json): Json {
  if (Array.isArray(node)) return node.map(toOpenApi31);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'example' || key === 'examples' ? value : toOpenApi31(value),
    ]),
  );
  const schema = unwrapped(copy);
  if (typeof schema['nullable'] !== 'boolean') return schema;
  const { nullable, ...rest } = schema;
  return nullable ? orNull(rest) : rest;
}

/** In 3.1 a reference may have siblings; 3.0 had to wrap it. */
function unwrapped(schema: JsonObject): JsonObject {
  const { allOf, ...rest } = schema;
  if (!Array.isArray(allOf) || allOf.length !== 1) return schema;
  return { ...rest, ...(allOf[0] as JsonObject) };
}

function orNull(schema: JsonObject): Json {
  if (typeof schema['type'] === 'string') {
    const withNull = { ...schema, type: [schema['type'], 'null'] };
    return Array.isArray(schema['enum']) ? { ...withNull, enum: [...schema['enum'], null] } : withNull;
  }
  return { anyOf: [schema, { type: 'null' }] };
}
