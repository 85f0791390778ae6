import { InjectQueue, OnQueueError, Process, Processor } from '@nestjs/bull';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Job, Queue } from 'bull';
import { EventRelay } from '../events/event-relay.js';
import {
  DELIVER,
  type DeliverJob,
  OUTBOX_QUEUE,
  type OutboxJob,
  PLAN,
  type PlanJob,
} from '../platform/queue/queue.js';
import { Delivery } from './delivery.service.js';
import { SENDERS } from './limits.js';

const CLOSING_PATIENCE_MS = 6_000;

/**
 * Takes what the hints say. A job that is lost, runs twice or stalls does no harm: the rows know what is
 * done, and the sweep finds what is not.
 */
@Processor(OUTBOX_QUEUE)
export class OutboxProcessor implements BeforeApplicationShutdown {
  constructor(
    @InjectQueue(OUTBOX_QUEUE) private readonly queue: Queue<OutboxJob>,
    private readonly relay: EventRelay,
    private readonly delivery: Delivery,
  ) {}

  @Process({ name: PLAN, concurrency: SENDERS })
  plan(job: Job<PlanJob>): Promise<void> {
    return this.relay.relay(job.data.event_id);
  }

  @Process({ name: DELIVER, concurrency: SENDERS })
  deliver(job: Job<DeliverJob>): Promise<void> {
    return this.delivery.deliver(job.data.notification_id);
  }

  /** Redis is away: the hint's own connection says so once, and the sweep goes on without it. */
  @OnQueueError()
  ignore(): void {
    // An 'error' event that nobody listens to would end the process.
  }

  /** Lets running jobs finish while there still is a database; a Redis that is away is not waited for. */
  async beforeApplicationShutdown(): Promise<void> {
    const closed = this.queue.close().catch(() => undefined);
    const enough = new Promise((resolve) => setTimeout(resolve, CLOSING_PATIENCE_MS).unref());
    await Promise.race([closed, enough]);
  }
}
