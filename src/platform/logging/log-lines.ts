import { pino, type DestinationStream } from 'pino';

/** The level of an error, as pino counts. */
const ERROR = 50;
/** Characters that may wait. */
const MOST_WAITING = 65_536;

/**
 * Log lines on their way to stdout. Those of one turn of the event loop are written together at its end, since each write
 * to a pipe wakes who reads it; nothing waits longer than that, and what ends the process writes the rest. An error is
 * written at once: the turn that told of it may be the process's last.
 */
export class LogLines implements DestinationStream {
  /** Lets pino say the level of each line, in `lastLevel`. */
  readonly [pino.symbols.needsMetadataGsym] = true;
  lastLevel = 0;
  private lines = '';

  constructor(private readonly out: Pick<DestinationStream, 'write'>) {
    process.once('exit', () => this.flush());
  }

  write(line: string): void {
    if (this.lines === '') setImmediate(() => this.flush());
    this.lines += line;
    if (this.lastLevel >= ERROR || this.lines.length > MOST_WAITING) this.flush();
  }

  private flush(): void {
    const { lines } = this;
    this.lines = '';
    if (lines !== '') this.out.write(lines);
  }
}

/** One for the process, whoever logs. */
export const STDOUT = new LogLines(pino.destination({ dest: 1, sync: true }));
