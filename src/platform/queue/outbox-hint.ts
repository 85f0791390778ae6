import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Queue } from 'bull';
import type { Env } from '../../config/env.js';
import { ENV } from '../../config/env.module.js';
import {
  CHANNEL_QUEUES,
  type DueNotification,
  type HintQueues,
  JOB_OPTIONS,
  makeHintQueues,
  type OutboxJob,
  PLAN,
  type QueueName,
  QUEUES,
} from './queue.js';

/** Nobody waits for a message that long, and under load it is several bookings. */
const GATHERING_MS = 5;

/**
 * Tells the workers, after a commit, that there is something to do. Only a hint: whatever is not heard
 * (Redis slow, gone, emptied, or not there at all) the workers find in the tables within seconds.
 */
@Injectable()
export class OutboxHint implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(OutboxHint.name);
  private queues: HintQueues | null = null;
  private isAway = false;
  private readonly committed: string[] = [];

  constructor(@Inject(ENV) private readonly env: Env) {}

  /** Connects now, and not with the first hint, which would be lost. Waits for nothing. */
  onModuleInit(): void {
    if (this.env.redisUrl === null) return;
    this.queues = makeHintQueues(this.env.redisUrl);
    this.queues.client.on('close', () => this.tell(true));
    this.queues.client.on('ready', () => this.tell(false));
  }

  onApplicationShutdown(): void {
    this.queues?.client.removeAllListeners('close').disconnect();
    this.queues = null;
  }

  /** Whether Redis would hear a hint now. */
  get isHeard(): boolean {
    return this.queues?.client.status === 'ready';
  }

  /** For the readiness check: whether Redis answers; `off` when there is none. */
  async state(): Promise<'up' | 'down' | 'off'> {
    if (!this.queues) return 'off';
    return this.queues.client.ping().then(
      () => 'up',
      () => 'down',
    );
  }

  /** For whoever shows them; none where there is no Redis. */
  async allQueues(): Promise<Queue<OutboxJob>[]> {
    const { queues } = this;
    return queues ? Promise.all(QUEUES.map((name) => queues.of(name))) : [];
  }

  /** The jobs in Redis; none are known of while it is away. */
  async countJobs(): Promise<{ queue: QueueName; state: string; jobs: number }[]> {
    const { queues } = this;
    if (!queues || !this.isHeard) return [];
    const counts = QUEUES.map(async (queue) => {
      const states = Object.entries<number>({ ...(await (await queues.of(queue)).getJobCounts()) });
      return states.map(([state, jobs]) => ({ queue, state, jobs }));
    });
    return (await Promise.all(counts)).flat();
  }

  /** An event was committed. Returns at once, never throws, and is never awaited. */
  hint(eventId: string): void {
    if (!this.queues) return;
    if (this.committed.push(eventId) === 1) setTimeout(() => this.tellCommitted(), GATHERING_MS);
  }

  /** What was committed within some milliseconds goes to Redis in one packet. */
  private tellCommitted(): void {
    void this.add(PLAN, this.committed.splice(0));
  }

  /** Notifications are due. Never throws. False when nobody heard. */
  async hintDeliveries(due: readonly DueNotification[]): Promise<boolean> {
    const idsOf = (queue: QueueName) => due.filter(({ channel }) => channel === queue).map(({ id }) => id);
    const heard = await Promise.all(CHANNEL_QUEUES.map((queue) => this.add(queue, idsOf(queue))));
    return heard.every(Boolean);
  }

  private async add(name: QueueName, ids: readonly string[]): Promise<boolean> {
    if (!this.queues || !this.isHeard) return false;
    if (ids.length === 0) return true;
    const jobs = ids.map((id) => ({ name, data: { id }, opts: { ...JOB_OPTIONS, jobId: id } }));
    const adding = this.queues.of(name).then((queue) => queue.addBulk(jobs));
    return adding.then(
      () => true,
      () => false,
    );
  }

  /** One line when Redis goes and one when it comes, however many attempts lie between. */
  private tell(away: boolean): void {
    if (away === this.isAway) return;
    this.isAway = away;
    if (away) this.logger.warn('Redis is away: messages go out from the database, a little later.');
    else this.logger.warn('Redis is back.');
  }
}
