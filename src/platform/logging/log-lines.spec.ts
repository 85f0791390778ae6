import { pino } from 'pino';
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

  it('writes an error at once, with all that came before it', async () => {
    const written: string[] = [];
    const logger = pino(
      { base: undefined, timestamp: false },
      new LogLines({ write: (text) => void written.push(text) }),
    );
    logger.info('a');
    logger.error('b');
    expect(written).toEqual(['{"level":30,"msg":"a"}\n{"level":50,"msg":"b"}\n']);
    await nextTurn();
    logger.info('c');
    expect(written).toHaveLength(1);
  });

  it('keeps no more than it should', () => {
    const written: string[] = [];
    const lines = new LogLines({ write: (text) => void written.push(text) });
    lines.write('x'.repeat(70_000));
    expect(written).toHaveLength(1);
  });
});
