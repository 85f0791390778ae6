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
/** What Redis was told and nobody sends by now does not wait for it: it may hear us and be deaf to the others. */
const REDIS_PATIENCE_MS = 15_000;
const BATCH = 500;

/**
 * Finds in the tables, about once a second, what no hint has brought: events without their notifications,
 * notifications that are due. With Redis it hints again, so that all workers share the work; without it,
 * this worker sends them itself. Redis can be emptied, restarted or missing: nothing is lost.
 *
 * Two loops, so that a mail server that takes its time does not hold up the deciding.
 */
@Injectable()
export class OutboxSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relaying = new SteadyLoop('relay', () => this.relayEvents());
  private readonly delivering = new SteadyLoop('delivery', () => this.deliverDue());

  constructor(
    private readonly database: Database,
    private readonly relay: EventRelay,
    private readonly delivery: Delivery,
    private readonly deliveries: DeliveryRepository,
    private readonly hint: OutboxHint,
  ) {}

  onApplicationBootstrap(): void {
    this.relaying.start();
    this.delivering.start();
  }

  /** Before the database's connections are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.relaying.stop(), this.delivering.stop()]);
  }

  private relayEvents(): Promise<boolean> {
    return this.relay.relayWaiting(this.hint.isHeard ? HINT_GRACE_MS : 0);
  }

  private async deliverDue(): Promise<boolean> {
    const isHeard = await this.hintAgain();
    await this.sendDirectly(isHeard ? REDIS_PATIENCE_MS : 0);
    return false;
  }

  /** False: Redis did not hear it. */
  private async hintAgain(): Promise<boolean> {
    if (!this.hint.isHeard) return false;
    const due = await this.deliveries.findDue(this.database.manager, HINT_GRACE_MS, BATCH);
    return due.length === 0 || this.hint.hintDeliveries(due);
  }

  private async sendDirectly(overdueMs: number): Promise<void> {
    const sender = async (): Promise<void> => {
      while (!this.delivering.isStopping && (await this.delivery.deliverNext(overdueMs)));
    };
    const outcomes = await Promise.allSettled(Array.from({ length: SENDERS }, sender));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason as Error;
  }
}
