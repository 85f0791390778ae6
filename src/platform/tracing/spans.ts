import type { FastifyInstance } from 'fastify';

/** Ids and words of the product only: nothing that a person typed or is called. */
export type SpanAttributes = Record<string, string | number>;

/** What traces are made with. OpenTelemetry itself is only loaded where somebody wants them. */
export interface Tracing {
  span<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T>;
  traceRequests(server: FastifyInstance): void;
  stop(): Promise<void>;
}
