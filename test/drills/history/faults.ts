import type { ChildProcess } from 'node:child_process';
import { startProcess, stopProcess } from '../../support/api-process.js';
import { pause } from '../../support/drill.js';
import type { OwnPostgres } from '../../support/own-postgres.js';
import type { OwnRedis } from '../../support/own-redis.js';
import type { ProcessWorld } from '../../support/process-world.js';

interface Victims {
  world: ProcessWorld;
  postgres: OwnPostgres;
  redis: OwnRedis;
}

/** One after the other, everything dies that can, and comes back. */
export class Faults {
  readonly counts = new Map<string, number>();
  private worker: ChildProcess;

  constructor(
    private readonly victims: Victims,
    private readonly outageMs: number,
  ) {
    this.worker = startProcess('worker', victims.world.env);
  }

  /**
   * Goes through them, again and again, with `pauseMs` between, for `durationMs` and until `least` of them have been.
   * Ends with everybody well.
   */
  async run(pauseMs: number, durationMs: number, least: number): Promise<void> {
    const faults = Object.entries(this.faults());
    const end = Date.now() + durationMs;
    for (let n = 0; ; n++) {
      await pause(pauseMs);
      if (Date.now() > end && n >= least) return;
      const [name, inflict] = faults[n % faults.length]!;
      await inflict();
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    }
  }

  stop(): Promise<void> {
    return stopProcess(this.worker);
  }

  private faults(): Record<string, () => Promise<void>> {
    const { world, postgres, redis } = this.victims;
    let kills = 0;
    return {
      'API killed': () => world.killAndRestart(kills++ % world.apis.length),
      'Redis gone': () =>
        this.outage(
          () => redis.kill(),
          () => redis.start(),
        ),
      'PostgreSQL gone': () =>
        this.outage(
          () => postgres.stop('SIGQUIT'),
          () => postgres.start(),
        ),
      'worker killed': () => this.killWorker(),
      'connections cut': () => postgres.cutConnections(),
      'cluster crashed': () => postgres.crashBackend(),
    };
  }

  private async outage(stop: () => Promise<void>, start: () => Promise<void>): Promise<void> {
    await stop();
    await pause(this.outageMs);
    await start();
  }

  private async killWorker(): Promise<void> {
    await stopProcess(this.worker, 'SIGKILL');
    this.worker = startProcess('worker', this.victims.world.env);
  }
}
