import { AsyncResource } from 'node:async_hooks';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { bulkhead, BulkheadRejectedError, type BulkheadPolicy } from 'cockatiel';
import type { FastifyReply } from 'fastify';
import { defer, lastValueFrom, type Observable } from 'rxjs';
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
export class FairShare implements NestInterceptor {
  private readonly atOnce: number;
  private readonly users = new Map<string, BulkheadPolicy>();

  constructor(@Inject(ENV) { databasePoolSize }: Env) {
    this.atOnce = Math.max(1, databasePoolSize - Math.ceil(databasePoolSize / 4));
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const { user } = http.getRequest<{ user?: Actor }>();
    return user
      ? defer(() => this.inTurn(user.user_id, http.getResponse<FastifyReply>(), next))
      : next.handle();
  }

  private async inTurn(userId: string, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const share = this.users.get(userId) ?? bulkhead(this.atOnce, LONGEST_QUEUE);
    this.users.set(userId, share);
    try {
      // Its turn comes when another request is done, and would else be taken for a part of that one.
      return await share.execute(AsyncResource.bind(() => handle(reply, next)));
    } catch (error) {
      if (error instanceof BulkheadRejectedError)
        throw new DomainError('too_many_requests', { retryAfterSeconds: 1 });
      throw error;
    } finally {
      if (share.executionSlots === this.atOnce) this.users.delete(userId);
    }
  }
}

function handle(reply: FastifyReply, next: CallHandler): Promise<unknown> {
  // Nobody waits for it any more: it waited too long for its turn, or the caller hung up.
  if (reply.sent || reply.raw.destroyed) throw new DomainError('service_unavailable');
  return lastValueFrom(next.handle(), { defaultValue: undefined });
}
