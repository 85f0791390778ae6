import { Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { type DigestHour, dueDigest } from '../domain/digests.js';
import { formatDay } from '../domain/local-time.js';
import { ClockEvents } from '../events/clock-events.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { SteadyLoop } from '../platform/queue/steady-loop.js';
import { DigestRepository, type DigestTaker } from './digest.repository.js';

const PAUSE_MS = 30_000;
const BATCH = 500;

/**
 * Finds, about twice a minute, the providers whose daily digest is due. However many workers find it, and
 * however late, it happens once a day; what is told, and how, is then planned like for any other event.
 */
@Injectable()
export class DigestClock implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new SteadyLoop('digests', () => this.round(), PAUSE_MS);
  private after: string | null = null;

  constructor(
    private readonly database: Database,
    private readonly digests: DigestRepository,
    private readonly events: ClockEvents,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** One batch. @returns whether there may be more */
  async round(): Promise<boolean> {
    const { manager } = this.database;
    const takers = await this.digests.findTakers(manager, this.after, BATCH);
    const now = this.clock.now();
    await this.events.append(
      manager,
      'provider.digest_due',
      takers.flatMap((taker) => digestsDueTo(taker, now)),
    );
    this.after = takers.length === BATCH ? (takers.at(-1)?.id ?? null) : null;
    return this.after !== null;
  }
}

function digestsDueTo({ id, organization_id, time, timezone, last_date }: DigestTaker, now: number) {
  const hour: DigestHour = { time, timezone };
  const day = dueDigest(hour, now);
  const date = day === null ? null : formatDay(day);
  if (date === null || (last_date !== null && date <= last_date)) return [];
  return [{ organization_id, subject_id: id, details: { date, timezone } }];
}
