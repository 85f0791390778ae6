import type { LoggerService } from '@nestjs/common';
import { pino, type Logger, type LoggerOptions } from 'pino';
import type { Env } from '../../config/env.js';
import { pgErrorOf } from '../database/pg-errors.js';
import { STDOUT } from './log-lines.js';

interface LoggedRequest {
  method: string;
  url: string;
  id: string;
  routeOptions?: { url?: string };
}

/** The route's pattern, never the URL: paths hold ids and query strings hold names. */
function describeRequest(request: LoggedRequest): Record<string, unknown> {
  return { method: request.method, route: request.routeOptions?.url ?? 'unknown', request_id: request.id };
}

/** Type, stack and code; not what the database says of a statement, whose message may repeat a person's data. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const pg = pgErrorOf(error);
  if (pg) return { type: error.name, ...pg, stack: framesOf(error) };
  return { type: error.name, message: error.message, stack: framesOf(error) };
}

function framesOf(error: Error): string | undefined {
  return error.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
}

export function loggerOptions(env: Pick<Env, 'logLevel'>): LoggerOptions {
  return {
    level: env.logLevel,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { req: describeRequest, err: describeError, error: describeError },
  };
}

/** JSON lines on stdout; pretty in a terminal, where `pino-pretty` is installed. */
export function makeLogger(env: Pick<Env, 'logLevel' | 'production'>): Logger {
  const pretty = !env.production && process.stdout.isTTY;
  if (pretty) return pino({ ...loggerOptions(env), transport: { target: 'pino-pretty' } });
  return pino(loggerOptions(env), STDOUT);
}

/** Nest's own messages, through the same logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, stack?: string, context?: string): void {
    this.logger.error({ context, stack }, String(message));
  }

  debug(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }

  verbose(message: unknown, context?: string): void {
    this.logger.trace({ context }, String(message));
  }
}
