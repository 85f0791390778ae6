import { pino, type DestinationStream } from 'pino';

/**
 * Log lines on their way to stdout. Those of one turn of the event loop are written together at its end, since each write
 * to a pipe wakes who reads it; nothing waits longer than that, and what ends the process writes the rest.
 */
export class LogLines implements DestinationStream {
  private lines = '';

  constructor(private readonly out: Pick<DestinationStream, 'write'>) {
    process.once('exit', () => this.flush());
  }

  write(line: string): void {
    if (this.lines === '') setImmediate(() => this.flush());
    this.lines += line;
  }

  private flush(): void {
    const { lines } = this;
    this.lines = '';
    if (lines !== '') this.out.write(lines);
  }
}

/** One for the process, whoever logs. */
export const STDOUT = new LogLines(pino.destination({ dest: 1, sync: true }));
