import { validate, version } from 'uuid';
import { newId } from './new-id.js';

describe('newId', () => {
  it('is a UUIDv7 of now, and never the same', () => {
    const before = Date.now();
    const ids = Array.from({ length: 1_000 }, newId);
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) {
      expect([validate(id), version(id)]).toEqual([true, 7]);
      const at = parseInt(id.replace('-', '').slice(0, 12), 16);
      expect(at >= before && at <= Date.now()).toBe(true);
    }
    // Random bytes of one are not those of another.
    expect(new Set(ids.map((id) => id.slice(-12))).size).toBe(1_000);
  });
});
