import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Env } from '../../config/env.js';
import { ENV } from '../../config/env.module.js';
import { DomainError } from '../../domain/errors.js';
import { Clock } from '../clock.js';
import { keyedHash } from '../http/request-hash.js';
import { keysFor } from './keys.js';
import { SharedCounts, WINDOW_MS } from './shared-counts.js';

/** A user who is signed in; everybody else by where they come from, and there, apart, those who ask for what is no route. */
export type Party = { user: string } | { address: string } | { lostAddress: string };

/**
 * `RATE_LIMIT_PER_MINUTE` requests of one party. It keeps one caller from slowing down the others and promises no
 * more than that: who guesses passwords is stopped by the limit on attempts, which is exact and in PostgreSQL. So it
 * never refuses because Redis is away, reads and writes alike: a visit that is not booked is worse than one too many.
 */
@Injectable()
export class RateLimiter implements OnApplicationShutdown {
  private readonly max: number;
  private readonly counts: SharedCounts;
  private readonly hashKey;

  constructor(
    @Inject(ENV) env: Env,
    private readonly clock: Clock,
  ) {
    this.max = env.rateLimitPerMinute;
    this.hashKey = keysFor('rate-limit', env).signing;
    this.counts = new SharedCounts(this.max === 0 ? null : env.redisUrl, 'kept:rate');
  }

  onApplicationShutdown(): void {
    this.counts.close();
  }

  /**
   * Counts a request, and says in the answer's headers what is left of the minute.
   * @throws too_many_requests
   */
  count(party: Party, reply: FastifyReply): void {
    if (this.max === 0) return;
    const now = this.clock.now();
    const seconds = Math.ceil((WINDOW_MS - (now % WINDOW_MS)) / 1_000);
    const counted = this.counts.add(this.keyOf(party), now);
    void reply.headers({
      'RateLimit-Limit': this.max,
      'RateLimit-Remaining': Math.max(0, this.max - counted),
      'RateLimit-Reset': seconds,
    });
    if (counted > this.max) throw new DomainError('too_many_requests', { retryAfterSeconds: seconds });
  }

  /** An address is somebody's: Redis sees a keyed hash of it. */
  private keyOf(party: Party): string {
    if ('user' in party) return party.user;
    const counted = 'address' in party ? party.address : `lost ${party.lostAddress}`;
    return keyedHash(this.hashKey, counted).toString('base64url');
  }
}
