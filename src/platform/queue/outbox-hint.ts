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
const GATHERING_MS = 20;
/** Events in one job: more would keep one worker busy while another has nothing to do. */
const MOST_TOGETHER = 20;

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

  /** What was committed within some milliseconds is one job: to Bull, a job costs more than what is in it. */
  private tellCommitted(): void {
    const jobs: string[][] = [];
    while (this.committed.length > 0) jobs.push(this.committed.splice(0, MOST_TOGETHER));
    void this.add(PLAN, jobs);
  }

  /** Notifications are due. Never throws. False when nobody heard. */
  async hintDeliveries(due: readonly DueNotification[]): Promise<boolean> {
    const groupsOf = (queue: QueueName) =>
      due.filter(({ channel }) => channel === queue).map(({ id }) => [id]);
    const heard = await Promise.all(CHANNEL_QUEUES.map((queue) => this.add(queue, groupsOf(queue))));
    return heard.every(Boolean);
  }

  /** A job for each group of ids. */
  private async add(name: QueueName, groups: readonly string[][]): Promise<boolean> {
    if (!this.queues || !this.isHeard) return false;
    if (groups.length === 0) return true;
    const jobs = groups.map((ids) => ({
      name,
      data: { ids },
      opts: { ...JOB_OPTIONS, jobId: ids[0] ?? '' },
    }));
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
