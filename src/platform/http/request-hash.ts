import { createHmac, type KeyObject } from 'node:crypto';

/** A request, as far as it decides whether another one is the same. */
export interface HashedRequest {
  method: string;
  url: string;
  body: unknown;
}

/**
 * The same for the same request, in whatever order its fields are written. Keyed, because a plain hash
 * of a short body (a name, a phone number) is found by trying them all.
 */
export function hashOfRequest(key: KeyObject, { method, url, body }: HashedRequest): Buffer {
  return keyedHash(key, JSON.stringify([method, url, inOrder(body ?? null)]));
}

/** Tells texts apart without telling what they are. */
export function keyedHash(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** The value with the fields of every object in one order; lists keep theirs, which means something. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, child]) => [name, inOrder(child)]));
}
