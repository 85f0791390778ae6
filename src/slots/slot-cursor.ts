import { DomainError } from '../domain/errors.js';
import type { Mark } from './search.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where a page ended, as the opaque text of its `next`. */
export function encodeMark({ start, provider_id, facility_id }: Mark): string {
  return Buffer.from(JSON.stringify([start, provider_id, facility_id])).toString('base64url');
}

/** @throws invalid_cursor */
export function decodeMark(cursor: string): Mark {
  const parts = parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!Array.isArray(parts) || parts.length !== 3) throw new DomainError('invalid_cursor');
  const [start, provider_id, facility_id] = parts as unknown[];
  if (!Number.isSafeInteger(start) || !isId(provider_id) || !(facility_id === null || isId(facility_id)))
    throw new DomainError('invalid_cursor');
  return { start: start as number, provider_id, facility_id };
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
