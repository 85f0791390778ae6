import { DomainError } from '../domain/errors.js';
import { NOBODYS_HASH, PasswordHasher } from './password-hasher.js';

describe('PasswordHasher', () => {
  it('makes argon2id hashes that only the very password fits', async () => {
    const hasher = new PasswordHasher();
    const hashed = await hasher.hash(' ünïcode ');
    expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await hasher.inSlot(async (slot) => {
      expect(await slot.verify(hashed, ' ünïcode ')).toBe(true);
      expect(await slot.verify(hashed, 'ünïcode')).toBe(false);
    });
  });

  it('has a hash that nobody has, as costly as a real one', async () => {
    await new PasswordHasher().inSlot(async (slot) => {
      expect(await slot.verify(NOBODYS_HASH, '')).toBe(false);
    });
    const costs = (hashed: string) => hashed.split('$').slice(1, 4);
    expect(costs(NOBODYS_HASH)).toEqual(costs(await new PasswordHasher().hash('x')));
  });

  it('lets few in at a time, in order, and sends away who would wait too long', async () => {
    const hasher = new PasswordHasher();
    let running = 0;
    let most = 0;
    const finished: number[] = [];
    const work = (turn: number) => async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      finished.push(turn);
      if (turn === 5) throw new Error('its own trouble');
    };
    const results = await Promise.allSettled(
      Array.from({ length: 400 }, (_, turn) => hasher.inSlot(work(turn))),
    );
    expect(most).toBeGreaterThanOrEqual(2);
    expect(most).toBeLessThanOrEqual(3);
    expect(finished).toEqual([...finished].sort((a, b) => a - b));
    const refused = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as Error] : [],
    );
    expect(refused[0]?.message).toBe('its own trouble');
    expect(refused.length - 1).toBe(400 - finished.length);
    for (const error of refused.slice(1)) {
      expect(error).toBeInstanceOf(DomainError);
      expect(error).toMatchObject({
        code: 'service_unavailable',
        details: { retryAfterSeconds: expect.any(Number) },
      });
    }
    await expect(hasher.inSlot(() => Promise.resolve('again'))).resolves.toBe('again');
  });
});
