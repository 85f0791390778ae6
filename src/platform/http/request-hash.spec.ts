import { createSecretKey } from 'node:crypto';
import { hashOfRequest } from './request-hash.js';

const keyOf = (secret: string) => createSecretKey(secret, 'utf8');
const key = keyOf('a secret of the installation');
const hashOf = (body: unknown, url = '/api/v1/patients', under = key): string =>
  hashOfRequest(under, { method: 'POST', url, body }).toString('hex');

describe('the hash of a request', () => {
  it('does not mind the order of fields', () => {
    expect(hashOf({ a: 1, b: { c: [1, 2], d: null } })).toBe(hashOf({ b: { d: null, c: [1, 2] }, a: 1 }));
    expect(hashOf(undefined)).toBe(hashOf(null));
  });

  it.each([
    ['another value', { a: 2 }],
    ['another type', { a: '1' }],
    ['another field', { b: 1 }],
    ['one field more', { a: 1, b: null }],
    ['a list for an object', [['a', 1]]],
    ['nothing', {}],
  ])('differs for %s', (_, body) => {
    expect(hashOf(body)).not.toBe(hashOf({ a: 1 }));
  });

  it('minds the order of a list, the place and the secret', () => {
    expect(hashOf([1, 2])).not.toBe(hashOf([2, 1]));
    expect(hashOf({}, '/api/v1/topics')).not.toBe(hashOf({}));
    expect(hashOf({}, undefined, keyOf('another secret'))).not.toBe(hashOf({}));
  });
});
