import { writeFileSync } from 'node:fs';
import { Client } from 'pg';
import { BARS, type FigureName } from '../bars.js';
import { round } from './numbers.js';
import type { Surroundings } from './surroundings.js';
import { Worlds } from './worlds.js';

export interface BenchOptions {
  redisUrl: string;
  /** Of one turn. */
  seconds: number;
  /** Turns of each subject. */
  rounds: number;
  keep: boolean;
  large: boolean;
  /** The file for the figures. */
  json?: string;
}

interface Figure {
  case: FigureName;
  figure: number;
  /** What else is worth knowing, in the output and in the file. */
  beside: Record<string, number | string>;
}

/** One run: where cases find what they share, and put their figures. */
export class Bench {
  private readonly figures: Figure[] = [];
  private hasFailed = false;
  private readonly running: (() => Promise<void>)[] = [];

  private constructor(
    readonly options: BenchOptions,
    /** A connection to the server itself. */
    readonly admin: Client,
    readonly worlds: Worlds,
  ) {}

  static async open(options: BenchOptions): Promise<Bench> {
    const admin = new Client({ connectionString: process.env['TEST_POSTGRES_URL'] });
    // The server goes before us when a run is interrupted.
    admin.on('error', () => undefined);
    await admin.connect();
    return new Bench(options, admin, new Worlds(admin, options.keep));
  }

  say(line: string): void {
    console.log(line);
  }

  /** Stops it when the case that started it has ended, however it did. */
  stopLater(stop: () => Promise<void>): void {
    this.running.push(stop);
  }

  async stopWhatRuns(): Promise<void> {
    for (const stop of this.running.splice(0).reverse()) await stop();
  }

  /** A case that broke: said, and remembered for the end. */
  fail(name: string, error: unknown): void {
    this.hasFailed = true;
    console.error(`${name} failed:`, error);
  }

  record(name: FigureName, figure: number, beside: Figure['beside'] = {}): void {
    this.figures.push({ case: name, figure: round(figure), beside });
  }

  /** Prints the one table, and writes the file. Returns whether every case ran and every figure reaches its bar. */
  report(surroundings: Surroundings): boolean {
    this.say(`\nOn ${Object.values(surroundings).join(' · ')}\n`);
    console.table(
      Object.fromEntries(
        this.figures.map(({ case: name, figure }) => {
          const { what, unit, bar, beyond } = BARS[name];
          return [name, { figure, unit, bar, beyond, reaches: verdict(name, figure), what }];
        }),
      ),
    );
    const { json } = this.options;
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(this.list(surroundings), null, 2)}\n`);
    return (
      !this.hasFailed && this.figures.every(({ case: name, figure }) => verdict(name, figure) !== 'neither')
    );
  }

  private list(surroundings: Surroundings): object[] {
    return this.figures.map(({ case: name, figure, beside }) => {
      const { what, unit, bar, beyond } = BARS[name];
      return { case: name, figure, unit, bar, beyond, what, ...beside, measured_on: surroundings };
    });
  }

  async close(): Promise<void> {
    await this.worlds.close();
    await this.admin.end();
  }
}

function verdict(name: FigureName, figure: number): 'beyond' | 'bar' | 'neither' {
  const { bar, beyond, better } = BARS[name];
  const reaches = (line: number): boolean => (better === 'more' ? figure >= line : figure <= line);
  return reaches(beyond) ? 'beyond' : reaches(bar) ? 'bar' : 'neither';
}
