import type { FastifyInstance } from 'fastify';
import { DomainError, invalidField } from '../../domain/errors.js';

/** Deeper JSON than any DTO of ours is an attack on whoever walks it. */
const MAX_DEPTH = 16;

/** JSON only; anything else is 415. Checked before any DTO: depth, NUL bytes, prototype keys. */
export function installBodyParser(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'string' },
    (_request, body, done) => {
      try {
        done(null, parseBody(body as string));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

function parseBody(text: string): unknown {
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
