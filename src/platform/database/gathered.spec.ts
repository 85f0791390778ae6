import { AsyncLocalStorage } from 'node:async_hooks';
import { Gathered } from './gathered.js';

/** A statement that was sent, and its answer to come. */
interface Sent {
  keys: readonly string[];
  answer(rows: Record<string, string>): void;
  fail(error: Error): void;
}

function gathered(): { reads: Gathered<string, string>; sent: Sent[] } {
  const sent: Sent[] = [];
  const reads = new Gathered<string, string>(
    (keys) =>
      new Promise((resolve, reject) => {
        sent.push({ keys, answer: (rows) => resolve(new Map(Object.entries(rows))), fail: reject });
      }),
  );
  return { reads, sent };
}

/** Until all that can go on without an answer has gone on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('Gathered', () => {
  it('sends who is alone at once, and tells them null when there is nothing', async () => {
    const { reads, sent } = gathered();
    const [found, missing] = [reads.find('a'), reads.find('b')];
    await settled();
    expect(sent.map(({ keys }) => keys)).toEqual([['a', 'b']]);
    sent[0]?.answer({ a: 'A' });
    expect(await Promise.all([found, missing])).toEqual(['A', null]);
  });

  it('sends those who come meanwhile together, each key once, and gives each their own row', async () => {
    const { reads, sent } = gathered();
    const first = reads.find('a');
    await settled();
    const later = ['b', 'a', 'c', 'b'].map((key) => reads.find(key));
    await settled();
    expect(sent).toHaveLength(1);
    sent[0]?.answer({ a: 'old' });
    await settled();
    expect(sent.map(({ keys }) => keys)).toEqual([['a'], ['b', 'a', 'c']]);
    sent[1]?.answer({ c: 'C', a: 'new', b: 'B' });
    expect(await first).toBe('old');
    expect(await Promise.all(later)).toEqual(['B', 'new', 'C', 'B']);
  });

  it('fails all who wait for a statement that fails, and nobody else', async () => {
    const { reads, sent } = gathered();
    const first = Promise.allSettled([reads.find('a'), reads.find('b')]);
    await settled();
    const second = reads.find('a');
    sent[0]?.fail(new Error('away'));
    expect((await first).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await settled();
    sent[1]?.answer({ a: 'A' });
    expect(await second).toBe('A');
    const third = reads.find('c');
    await settled();
    expect(sent).toHaveLength(3);
    sent[2]?.answer({});
    expect(await third).toBeNull();
  });

  it('does not wait for ever for a statement that hangs', async () => {
    const { reads, sent } = gathered();
    const hanging = reads.find('a');
    await settled();
    const next = reads.find('b');
    while (sent.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    sent[1]?.answer({ b: 'B' });
    expect(await next).toBe('B');
    sent[0]?.answer({ a: 'A' });
    expect(await hanging).toBe('A');
  });

  it('leaves each caller in their own context', async () => {
    const { reads, sent } = gathered();
    const storage = new AsyncLocalStorage<string>();
    const ask = (who: string): Promise<string | undefined> =>
      storage.run(who, async () => {
        await reads.find(who);
        return storage.getStore();
      });
    const first = ask('a');
    await settled();
    const others = [ask('b'), ask('c')];
    sent[0]?.answer({});
    await settled();
    sent[1]?.answer({});
    expect(await Promise.all([first, ...others])).toEqual(['a', 'b', 'c']);
  });
});
