import { type ChainableCommander, Redis } from 'ioredis';
import { redisOptions } from '../queue/redis-connection.js';

export const WINDOW_MS = 60_000;
const SYNC_MS = 1_000;
/** Count, and say when to forget. */
const COMMANDS_EACH = 2;
/** Of memory, and of what one round tells Redis: whoever was counted first is forgotten first. */
const MOST_KEYS = 50_000;
/** Redis away: nothing waits for it, nothing piles up. */
const FAIL_FAST = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  connectTimeout: 1_000,
  commandTimeout: 2_000,
} as const;

interface Count {
  /** What all processes had told Redis when it last answered, and what this one has told it since. */
  told: number;
  /** What this process has not told yet. */
  untold: number;
}

/**
 * Counts per key in windows of a minute by the clock. Each process counts in memory and tells Redis once a second, so
 * that no request waits for it: the count of all processes together is late by a second at most. Without Redis, or
 * with one that is away, each process counts for itself.
 */
export class SharedCounts {
  private readonly redis: Redis | null;
  private readonly timer: NodeJS.Timeout | null;
  private isTelling = false;
  private window = 0;
  private counts = new Map<string, Count>();

  constructor(
    redisUrl: string | null,
    private readonly prefix: string,
  ) {
    this.redis = redisUrl === null ? null : new Redis({ ...redisOptions(redisUrl), ...FAIL_FAST });
    // Without a listener an error ends the process; the queue's connection says when Redis goes and comes.
    this.redis?.on('error', () => undefined);
    this.timer = this.redis && setInterval(() => void this.tell(), SYNC_MS).unref();
  }

  /** Counts one, and returns how many there are in this window. */
  add(key: string, now: number): number {
    const window = Math.floor(now / WINDOW_MS);
    if (window !== this.window) {
      this.window = window;
      this.counts = new Map();
    }
    const count = this.counts.get(key) ?? this.newCount(key);
    count.untold++;
    return count.told + count.untold;
  }

  close(): void {
    if (this.timer) clearInterval(this.timer);
    this.redis?.disconnect();
  }

  private newCount(key: string): Count {
    const [oldest] = this.counts.keys();
    if (oldest !== undefined && this.counts.size >= MOST_KEYS) this.counts.delete(oldest);
    const count = { told: 0, untold: 0 };
    this.counts.set(key, count);
    return count;
  }

  private async tell(): Promise<void> {
    if (this.isTelling || this.redis?.status !== 'ready') return;
    this.isTelling = true;
    await this.tellAll(this.redis.pipeline()).catch(() => undefined);
    this.isTelling = false;
  }

  /** Once only: a Redis that is slow hears it later, and what it lost is better lost than counted again each round. */
  private async tellAll(pipeline: ChainableCommander): Promise<void> {
    const news = [...this.counts.entries()]
      .filter(([, count]) => count.untold > 0)
      .map(([key, count]) => ({ name: `${this.prefix}:${this.window}:${key}`, count }));
    for (const { name, count } of news) {
      pipeline.incrby(name, count.untold).pexpire(name, 2 * WINDOW_MS);
      count.told += count.untold;
      count.untold = 0;
    }
    const answers = (await pipeline.exec()) ?? [];
    news.forEach(({ count }, position) => {
      const [error, total] = answers[position * COMMANDS_EACH] ?? [null, undefined];
      if (!error && typeof total === 'number') count.told = total;
    });
  }
}
