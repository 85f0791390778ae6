import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { RETRY_AFTER_SECONDS } from '../database/pg-errors.js';

interface LongRoute {
  isLong?: boolean;
}

/** The answer is a stream that may take longer than others may. */
export const LongAnswer = (): MethodDecorator => RouteConfig({ isLong: true } satisfies LongRoute);

export const ANSWER_TIMES = {
  /** Nobody waits longer for an answer; a statement alone gives up earlier. */
  usualMs: 20_000,
  /** A caller with a slow line reads a long document for as long as this; one who does not read at all is cut off earlier. */
  longMs: 10 * 60_000,
  checkMs: 1_000,
};

/**
 * Answers 503 for whatever takes too long, and cuts off a document that does: half of it must not look like a whole one.
 * Fastify's `handlerTimeout` would make a timer and an AbortController for each request, and forgets those with a body,
 * whose `close` it takes for the caller's leaving.
 */
export function limitAnswerTime(server: FastifyInstance, times = ANSWER_TIMES): void {
  const [usual, long] = [new Set<FastifyReply>(), new Set<FastifyReply>()];
  server.addHook('onRequest', (request, reply, done) => {
    const { isLong } = request.routeOptions.config as LongRoute;
    const waiting = isLong ? long : usual;
    waiting.add(reply);
    // Not `onResponse`, which does not come when the caller hangs up.
    reply.raw.on('close', () => waiting.delete(reply));
    done();
  });
  const check = setInterval(() => {
    giveUp(usual, times.usualMs);
    giveUp(long, times.longMs);
  }, times.checkMs).unref();
  server.addHook('onClose', (_, done) => {
    clearInterval(check);
    done();
  });
}

/** @param waiting the oldest first */
function giveUp(waiting: Set<FastifyReply>, afterMs: number): void {
  for (const reply of waiting) {
    if (reply.elapsedTime < afterMs) return;
    waiting.delete(reply);
    if (reply.sent) continue;
    if (reply.raw.headersSent) reply.raw.destroy();
    else void reply.send(new DomainError('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS }));
  }
}
