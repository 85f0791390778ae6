import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '../database/database.js';
import { SteadyLoop } from '../queue/steady-loop.js';
import { IdempotencyRepository } from './idempotency.repository.js';

const PAUSE_MS = 10 * 60_000;

/** Forgets answers whose key has expired; runs in the worker. Correct without it, only larger. */
@Injectable()
export class IdempotencySweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new SteadyLoop('idempotency keys', () => this.sweep(), PAUSE_MS);

  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async sweep(): Promise<boolean> {
    await this.keys.sweep(this.database.manager);
    return false;
  }
}
