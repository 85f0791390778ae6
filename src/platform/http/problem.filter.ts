import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, Registry } from 'prom-client';
import { DomainError, type ErrorCode } from '../../domain/errors.js';
import { RETRY_AFTER_SECONDS, toDomainError } from '../database/pg-errors.js';
import { PROBLEM_MEDIA_TYPE, toProblem } from './problem.js';

/** Refusals of Fastify and Nest themselves, before any of our code runs. */
const CODE_OF_STATUS: Record<number, ErrorCode> = {
  400: 'malformed_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  414: 'malformed_request',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
  431: 'malformed_request',
  503: 'service_unavailable',
};

/** Whatever was thrown, as a refusal of the catalogue. Null: a fault of ours. */
function asRefusal(error: unknown): DomainError | null {
  if (error instanceof DomainError) return error;
  const status = error instanceof HttpException ? error.getStatus() : frameworkStatus(error);
  const code = status === null ? undefined : CODE_OF_STATUS[status];
  if (code === 'service_unavailable')
    return new DomainError(code, { retryAfterSeconds: RETRY_AFTER_SECONDS });
  if (code) return new DomainError(code);
  return toDomainError(error);
}

function frameworkStatus(error: unknown): number | null {
  const isFastify = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
  return isFastify ? (error.statusCode as number) : null;
}

/** The one way out for everything that went wrong, also before Nest sees the request: RFC 9457, nothing of ours leaks. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly refusals: Counter<'code'>;

  constructor(registry: Registry) {
    this.refusals = new Counter({
      name: 'kept_refusals_total',
      help: 'Requests that were refused, by the code of the problem.',
      labelNames: ['code'],
      registers: [registry],
    });
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const refusal = asRefusal(error) ?? new DomainError('internal_error');
    this.refusals.inc({ code: refusal.code });
    if (refusal.code === 'internal_error')
      request.log.error({ err: error, request_id: request.id }, 'unexpected error');
    // Answered already: it took longer than anybody waits.
    if (reply.sent) return;
    const problem = toProblem(refusal, request.id);
    const { retryAfterSeconds } = refusal.details;
    if (retryAfterSeconds !== undefined)
      void reply.header('Retry-After', String(Math.ceil(retryAfterSeconds)));
    if (problem.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
    void reply.status(problem.status).header('Content-Type', PROBLEM_MEDIA_TYPE).send(problem);
  }
}
