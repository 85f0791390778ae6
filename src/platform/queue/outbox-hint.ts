import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Queue } from 'bull';
import type { Env } from '../../config/env.js';
import { ENV } from '../../config/env.module.js';
import { DELIVER, JOB_OPTIONS, makeHintQueue, type OutboxJob, PLAN } from './queue.js';

/**
 * Tells the workers, after a commit, that there is something to do. Only a hint: whatever is not heard
 * (Redis slow, gone, emptied, or not there at all) the workers find in the tables within seconds.
 */
@Injectable()
export class OutboxHint implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(OutboxHint.name);
  private queue: Queue<OutboxJob> | null = null;
  private isAway = false;

  constructor(@Inject(ENV) private readonly env: Env) {}

  /** Connects now, and not with the first hint, which would be lost. Waits for nothing. */
  onModuleInit(): void {
    if (this.env.redisUrl === null) return;
    this.queue = makeHintQueue(this.env.redisUrl);
    this.queue.client.on('close', () => this.tell(true));
    this.queue.client.on('ready', () => this.tell(false));
  }

  onApplicationShutdown(): void {
    this.queue?.client.removeAllListeners('close').disconnect();
    this.queue = null;
  }

  /** Whether Redis would hear a hint now. */
  get isHeard(): boolean {
    return this.queue?.client.status === 'ready';
  }

  /** For the readiness check: whether Redis answers; `off` when there is none. */
  async state(): Promise<'up' | 'down' | 'off'> {
    if (!this.queue) return 'off';
    return this.queue.client.ping().then(
      () => 'up',
      () => 'down',
    );
  }

  /** An event was committed. Returns at once, never throws, and is never awaited. */
  hint(eventId: string): void {
    void this.add(PLAN, eventId, { event_id: eventId });
  }

  /** A notification is due. Returns at once, never throws. */
  hintDelivery(notificationId: string): void {
    void this.add(DELIVER, notificationId, { notification_id: notificationId });
  }

  /** Several notifications are due. False when nobody heard. */
  async hintDeliveries(notificationIds: readonly string[]): Promise<boolean> {
    if (!this.queue || !this.isHeard) return false;
    const jobs = notificationIds.map((id) => ({
      name: DELIVER,
      data: { notification_id: id },
      opts: { ...JOB_OPTIONS, jobId: id },
    }));
    return this.queue.addBulk(jobs).then(
      () => true,
      () => false,
    );
  }

  private async add(name: string, jobId: string, data: OutboxJob): Promise<void> {
    if (!this.queue || !this.isHeard) return;
    await this.queue.add(name, data, { ...JOB_OPTIONS, jobId }).catch(() => undefined);
  }

  /** One line when Redis goes and one when it comes, however many attempts lie between. */
  private tell(away: boolean): void {
    if (away === this.isAway) return;
    this.isAway = away;
    if (away) this.logger.warn('Redis is away: messages go out from the database, a little later.');
    else this.logger.log('Redis is back.');
  }
}
