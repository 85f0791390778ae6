import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Gauge, Histogram, type Registry } from 'prom-client';

/** Seconds. From a lookup by id to what a caller gives up on. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** Counts and times every request by its route's pattern, so that no id and no query string becomes a label. */
export function measureRequests(server: FastifyInstance, registry: Registry): void {
  const registers = [registry];
  const duration = new Histogram({
    name: 'kept_http_request_duration_seconds',
    help: 'Requests by route pattern, method and status, and how long they took.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: BUCKETS,
    registers,
  });
  const inFlight = new Gauge({
    name: 'kept_http_requests_in_flight',
    help: 'Requests that wait for their answer.',
    registers,
  });
  server.addHook('onRequest', (_, reply, done) => {
    inFlight.inc();
    // Not `onResponse`, which does not come when the caller hangs up.
    reply.raw.once('close', () => inFlight.dec());
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const labels = { method: request.method, route: routeOf(request), status: reply.statusCode };
    duration.observe(labels, reply.elapsedTime / 1_000);
    done();
  });
}

/** The pattern; one word for all that is not there, else anybody could make labels without end. */
export function routeOf(request: { routeOptions?: FastifyRequest['routeOptions'] }): string {
  return request.routeOptions?.url ?? 'unknown';
}
