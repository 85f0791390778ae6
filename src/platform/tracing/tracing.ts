import type { FastifyInstance } from 'fastify';
import type { TraceSettings } from '../../config/env.js';
import type { SpanAttributes, Tracing } from './spans.js';

let tracing: Tracing | null = null;

/** Before anything else of the process starts. Null: no traces, and nothing of them in memory. */
export async function startTracing(settings: TraceSettings | null): Promise<void> {
  if (settings === null) return;
  const { startOpenTelemetry } = await import('./open-telemetry.js');
  tracing = startOpenTelemetry(settings);
}

/** Hands over what was not handed over yet. */
export async function stopTracing(): Promise<void> {
  await tracing?.stop();
}

/** A span for every request, within the caller's trace where `traceparent` names one. */
export function traceRequests(server: FastifyInstance): void {
  tracing?.traceRequests(server);
}

/** Does `work` as a span of its own. */
export function inSpan<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T> {
  return tracing ? tracing.span(name, attributes, work) : work();
}
