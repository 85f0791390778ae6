import { AsyncResource } from 'node:async_hooks';
import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { bulkhead, BulkheadRejectedError, type BulkheadPolicy } from 'cockatiel';
import type { FastifyReply } from 'fastify';
import type { Env } from '../../config/env.js';
import { ENV } from '../../config/env.module.js';
import { DomainError } from '../../domain/errors.js';
import type { Actor } from './actor.js';

/** Requests of one user that may wait for their turn in this process. */
const LONGEST_QUEUE = 200;

/**
 * Nobody's requests take all the connections to the database: of one user only so many are at work in a process, the
 * others wait for their turn. Else fifty retries of one slow booking would be an outage for the clinic.
 */
@Injectable()
export class FairShare {
  private readonly atOnce: number;
  private readonly users = new Map<string, BulkheadPolicy>();

  constructor(@Inject(ENV) { databasePoolSize }: Env) {
    this.atOnce = Math.max(1, databasePoolSize - Math.ceil(databasePoolSize / 4));
  }

  /** Does the work of a request when its user's turn comes; at once when nobody is known. */
  async inTurn<T>(context: ExecutionContext, work: () => Promise<T>): Promise<T> {
    const http = context.switchToHttp();
    const { user } = http.getRequest<{ user?: Actor }>();
    if (!user) return work();
    const share = this.users.get(user.user_id) ?? bulkhead(this.atOnce, LONGEST_QUEUE);
    this.users.set(user.user_id, share);
    try {
      const turn = (): Promise<T> => unlessGone(http.getResponse(), work);
      return await share.execute(share.executionSlots > 0 ? turn : inOwnContext(turn));
    } catch (error) {
      if (error instanceof BulkheadRejectedError)
        throw new DomainError('too_many_requests', { retryAfterSeconds: 1 });
      throw error;
    } finally {
      if (share.executionSlots === this.atOnce) this.users.delete(user.user_id);
    }
  }
}

function unlessGone<T>(reply: FastifyReply, work: () => Promise<T>): Promise<T> {
  // Nobody waits for it any more: it waited too long for its turn, or the caller hung up.
  if (reply.sent || reply.raw.destroyed) throw new DomainError('service_unavailable');
  return work();
}

/** What waits gets its turn when another request is done, and would else be taken for a part of that one. */
function inOwnContext<T>(turn: () => Promise<T>): () => Promise<T> {
  // As `AsyncResource.bind`, which also makes accessors that nobody reads, at ten times the cost.
  const own = new AsyncResource('FairShare');
  return () => own.runInAsyncScope(turn);
}
