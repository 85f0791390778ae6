import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventRelay } from '../events/event-relay.js';
import { Database } from '../platform/database/database.js';
import { OutboxHint } from '../platform/queue/outbox-hint.js';
import { SteadyLoop } from '../platform/queue/steady-loop.js';
import { Delivery } from './delivery.service.js';
import { DeliveryRepository } from './delivery.repository.js';
import { SENDERS } from './limits.js';

/** What was hinted is left alone for so long; without Redis nobody hints, and nothing is waited for. */
const HINT_GRACE_MS = 2_000;
const BATCH = 500;

/**
 * Finds in the tables, about once a second, what no hint has brought: events without their notifications,
 * notifications that are due. With Redis it hints again, so that all workers share the work; without it,
 * this worker sends them itself. Redis can be emptied, restarted or missing: nothing is lost.
 */
@Injectable()
export class OutboxSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new SteadyLoop('outbox', () => this.round());

  constructor(
    private readonly database: Database,
    private readonly relay: EventRelay,
    private readonly delivery: Delivery,
    private readonly deliveries: DeliveryRepository,
    private readonly hint: OutboxHint,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  /** Before the database's connections are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async round(): Promise<boolean> {
    const grace = this.hint.isHeard ? HINT_GRACE_MS : 0;
    const more = await this.relay.relayWaiting(grace);
    if (!(await this.hintAgain())) await this.sendDirectly();
    return more;
  }

  /** False: Redis did not hear it. */
  private async hintAgain(): Promise<boolean> {
    if (!this.hint.isHeard) return false;
    const due = await this.deliveries.findDue(this.database.manager, HINT_GRACE_MS, BATCH);
    return due.length === 0 || this.hint.hintDeliveries(due);
  }

  private async sendDirectly(): Promise<void> {
    const sender = async (): Promise<void> => {
      while (!this.loop.isStopping && (await this.delivery.deliverNext(0)));
    };
    const outcomes = await Promise.allSettled(Array.from({ length: SENDERS }, sender));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason as Error;
  }
}
