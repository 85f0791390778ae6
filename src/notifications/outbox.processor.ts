import { InjectQueue } from '@nestjs/bull';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bull';
import { EventRelay } from '../events/event-relay.js';
import { CHANNEL_QUEUES, type OutboxJob, PLAN, type QueueName } from '../platform/queue/queue.js';
import { Delivery } from './delivery.service.js';
import { SENDERS } from './limits.js';

const CLOSING_PATIENCE_MS = 6_000;

/**
 * Takes what the hints say. A job that is lost, runs twice or stalls does no harm: the rows know what is
 * done, and the sweep finds what is not.
 */
@Injectable()
export class OutboxProcessor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly queues: Readonly<Record<QueueName, Queue<OutboxJob>>>;
  private readonly running = new Set<Promise<void>>();
  private isStopping = false;

  constructor(
    private readonly relay: EventRelay,
    private readonly delivery: Delivery,
    @InjectQueue('plan') plan: Queue<OutboxJob>,
    @InjectQueue('email') email: Queue<OutboxJob>,
    @InjectQueue('sms') sms: Queue<OutboxJob>,
  ) {
    this.queues = { plan, email, sms };
  }

  onApplicationBootstrap(): void {
    this.take(PLAN, (id) => this.relay.relay(id));
    for (const channel of CHANNEL_QUEUES) this.take(channel, (id) => this.delivery.deliver(channel, id));
  }

  /** Lets running jobs finish while there still is a database; a Redis that is away is not waited for. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    const enough = new Promise((resolve) => setTimeout(resolve, CLOSING_PATIENCE_MS).unref());
    await Promise.race([this.finish(), enough]);
  }

  /** Bull is not asked to wait for the jobs itself: with Redis away it would end the process by a rejection. */
  private async finish(): Promise<void> {
    const queues = Object.values(this.queues);
    await Promise.allSettled(queues.map((queue) => queue.pause(true, true)));
    await Promise.all(this.running);
    await Promise.allSettled(queues.map((queue) => queue.close(true)));
  }

  private take(name: QueueName, work: (id: string) => Promise<void>): void {
    const queue = this.queues[name];
    // Redis is away: the hint's own connection says so once, and the sweep goes on without it. An 'error'
    // event that nobody listens to would end the process.
    queue.on('error', () => undefined);
    queue.process(name, SENDERS, ({ data }) => this.track(this.each(data.ids, work))).catch(() => undefined);
  }

  private track(job: Promise<void>): Promise<void> {
    const ended = job.catch(() => undefined).then(() => void this.running.delete(ended));
    this.running.add(ended);
    return job;
  }

  /** One after the other; one that fails stops no other, and is found again by the sweep, as is what is left at the end. */
  private async each(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
    for (const id of ids) if (!this.isStopping) await work(id).catch(() => undefined);
  }
}
