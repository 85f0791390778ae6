import { Logger } from '@nestjs/common';
import { toDomainError } from '../database/pg-errors.js';

/** True: there is more, go on without a pause. */
export type LoopWork = () => Promise<boolean>;

const PAUSE_MS = 1_000;
/** So that several workers, started together, do not ask together. */
const JITTER = 0.2;

/** Runs its work again and again, one round at a time, with a pause between: about a second, if nothing else is said. */
export class SteadyLoop {
  private readonly logger = new Logger(SteadyLoop.name);
  private stopping = false;
  private wake: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();
  private failing = false;

  constructor(
    private readonly name: string,
    private readonly work: LoopWork,
    private readonly pauseMs = PAUSE_MS,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** Ends after the round that is running, if one is. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
  }

  get isStopping(): boolean {
    return this.stopping;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const more = await this.round();
      if (!more && !this.stopping) await this.pause();
    }
  }

  private async round(): Promise<boolean> {
    try {
      const more = await this.work();
      if (this.failing) this.logger.warn(`${this.name}: going on.`);
      this.failing = false;
      return more;
    } catch (error) {
      if (!this.failing) this.complain(error);
      this.failing = true;
      return false;
    }
  }

  /** One line for an outage, not one a second. */
  private complain(error: unknown): void {
    if (toDomainError(error)?.code === 'service_unavailable') {
      this.logger.warn(`${this.name}: the database is away; waiting for it.`);
    } else {
      this.logger.error(`${this.name}: ${describe(error)}`);
    }
  }

  private pause(): Promise<void> {
    const milliseconds = this.pauseMs * (1 - JITTER + Math.random() * 2 * JITTER);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** What can be said of an unexpected error without repeating anybody's data: its type and where it came from. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  return [error.name, ...frames].join('\n');
}
