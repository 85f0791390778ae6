import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventRelay } from '../events/event-relay.js';
import { Database } from '../platform/database/database.js';
import { OutboxHint } from '../platform/queue/outbox-hint.js';
import { SteadyLoop } from '../platform/queue/steady-loop.js';
import { Delivery } from './delivery.service.js';
import { DeliveryRepository } from './delivery.repository.js';
import { Lanes } from './lanes.js';
import { SENDERS } from './limits.js';
import { type Channel, CHANNELS } from './message.js';

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
 * A loop for the deciding and one for each channel, so that a mail server that takes its time holds up
 * nothing but emails.
 */
@Injectable()
export class OutboxSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relaying = new SteadyLoop('relay', () => this.relayEvents());
  private readonly delivering = CHANNELS.map((channel): SteadyLoop => {
    const loop: SteadyLoop = new SteadyLoop(`delivery by ${channel}`, () => this.deliverDue(channel, loop));
    return loop;
  });

  constructor(
    private readonly database: Database,
    private readonly relay: EventRelay,
    private readonly delivery: Delivery,
    private readonly deliveries: DeliveryRepository,
    private readonly hint: OutboxHint,
    private readonly lanes: Lanes,
  ) {}

  onApplicationBootstrap(): void {
    for (const loop of [this.relaying, ...this.delivering]) loop.start();
  }

  /** Before the database's connections are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.relaying, ...this.delivering].map((loop) => loop.stop()));
  }

  private relayEvents(): Promise<boolean> {
    return this.relay.relayWaiting(this.hint.isHeard ? HINT_GRACE_MS : 0);
  }

  private async deliverDue(channel: Channel, loop: SteadyLoop): Promise<boolean> {
    const isHeard = await this.hintAgain(channel);
    await this.sendDirectly(channel, isHeard ? REDIS_PATIENCE_MS : 0, loop);
    return false;
  }

  /** False: Redis did not hear it. */
  private async hintAgain(channel: Channel): Promise<boolean> {
    // While the gateway is down, hints would only go round.
    if (!this.hint.isHeard || this.lanes.of(channel).state !== 'closed') return false;
    const due = await this.deliveries.findDue(this.database.manager, channel, HINT_GRACE_MS, BATCH);
    return this.hint.hintDeliveries(due);
  }

  private async sendDirectly(channel: Channel, overdueMs: number, loop: SteadyLoop): Promise<void> {
    const sender = async (): Promise<void> => {
      while (!loop.isStopping && (await this.delivery.deliverNext(channel, overdueMs)));
    };
    const outcomes = await Promise.allSettled(Array.from({ length: SENDERS }, sender));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason as Error;
  }
}
