import { LogLines } from './log-lines.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('LogLines', () => {
  it('writes the lines of one turn of the event loop together, in their order, and each once', async () => {
    const written: string[] = [];
    const lines = new LogLines({ write: (text) => void written.push(text) });
    lines.write('a\n');
    await Promise.resolve();
    lines.write('b\n');
    expect(written).toEqual([]);
    await nextTurn();
    expect(written).toEqual(['a\nb\n']);
    lines.write('c\n');
    await nextTurn();
    await nextTurn();
    expect(written).toEqual(['a\nb\n', 'c\n']);
  });
});
