import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError, invalidField } from '../../domain/errors.js';
import { type AcceptingRoute, FORM, MULTIPART, TEXT } from './accepts.js';

/** Deeper JSON than any DTO of ours is an attack on whoever walks it. */
const MAX_DEPTH = 16;

/** JSON; forms and text only where a route asks for them. Anything else is 415. Checked before any DTO: depth, NUL bytes, prototype keys. */
export function installBodyParser(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  addParser(server, ['application/json', 'application/merge-patch+json'], parseJson);
  addParser(server, [FORM], (body, request) => parseForm(accepted(FORM, body, request)));
  addParser(server, [MULTIPART], (body, request) => void accepted(MULTIPART, body, request));
  addParser(server, [TEXT], (body, request) => parseJson(accepted(TEXT, body, request)));
}

function addParser(
  server: FastifyInstance,
  mediaTypes: string[],
  parse: (body: string, request: FastifyRequest) => unknown,
): void {
  server.addContentTypeParser(mediaTypes, { parseAs: 'string' }, (request, body, done) => {
    try {
      done(null, parse(body as string, request));
    } catch (error) {
      done(error as Error);
    }
  });
}

function accepted(
  mediaType: typeof FORM | typeof TEXT | typeof MULTIPART,
  body: string,
  { routeOptions }: FastifyRequest,
): string {
  if ((routeOptions.config as AcceptingRoute).accepts?.includes(mediaType)) return body;
  throw new DomainError('unsupported_media_type');
}

function parseForm(text: string): unknown {
  const fields = [...new URLSearchParams(text)];
  const form = Object.fromEntries(fields);
  if (Object.keys(form).length < fields.length)
    throw new DomainError('malformed_request', { detail: 'A field of the form is there twice.' });
  inspect(form, '', 0);
  return form;
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  let body: unknown;
  try {
    body = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    throw new DomainError('malformed_request', { detail: 'The body is not valid JSON.' });
  }
  inspect(body, '', 0);
  return body;
}

function inspect(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') {
    assertText(value, path);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_DEPTH)
    throw new DomainError('malformed_request', {
      detail: `JSON nested deeper than ${MAX_DEPTH} levels is refused.`,
    });
  for (const [key, child] of Object.entries(value)) {
    const where = path === '' ? key : `${path}.${key}`;
    if (key === '__proto__' || key === 'constructor' || key === 'prototype')
      throw invalidField(where, 'There is no such field.');
    inspect(child, where, depth + 1);
  }
}

/** PostgreSQL's text holds neither NUL nor half a surrogate pair; a clear 400 beats a driver's error. */
export function assertText(value: string, path: string): void {
  if (value.includes('\u0000')) throw invalidField(path || 'body', 'Must not contain NUL characters.');
  if (!isWellFormed(value)) throw invalidField(path || 'body', 'Must be well-formed Unicode.');
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function isWellFormed(value: string): boolean {
  return !LONE_SURROGATE.test(value);
}
