import { randomFillSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

const BYTES_OF_ONE = 16;
const random = new Uint8Array(BYTES_OF_ONE * 256);
let used = random.length;

/**
 * A UUIDv7, for what needs many: its random bytes are asked of the system for 256 of them at a time, which is most of what
 * one costs. Those of the same millisecond are in no order.
 */
export function newId(): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const start = used;
  used += BYTES_OF_ONE;
  return uuidv7({ random: random.subarray(start, used) });
}
