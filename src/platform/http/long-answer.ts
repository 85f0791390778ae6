import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

interface LongRoute {
  isLong?: boolean;
}

/** A caller with a slow line reads a long document for as long as this; one who does not read at all is cut off earlier. */
const LONG_ANSWER_TIMEOUT_MS = 10 * 60_000;

/** The answer is a stream that may take longer than others may. */
export const LongAnswer = (): MethodDecorator => RouteConfig({ isLong: true } satisfies LongRoute);

/** The time for an answer counts to its last byte, and a document that is cut off is worth nothing. */
export function giveLongAnswersTime(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    const { isLong }: LongRoute = route.config ?? {};
    if (isLong) route.handlerTimeout = LONG_ANSWER_TIMEOUT_MS;
  });
}
