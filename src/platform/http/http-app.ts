import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { RequestMethod, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { type FastifyInstance, LogController } from 'fastify';
import { Registry } from 'prom-client';
import type { Env } from '../../config/env.js';
import { withEnv } from '../../config/env.module.js';
import { DomainError } from '../../domain/errors.js';
import { traceRequests } from '../tracing/tracing.js';
import { NestLogger, makeLogger } from '../logging/logger.js';
import { inRequest } from '../logging/request-context.js';
import { RateLimiter } from '../security/rate-limiter.js';
import { limitAnswerTime } from './answer-time.js';
import { API_PREFIX } from './api-prefix.js';
import { installBodyParser } from './body-parser.js';
import { buildOpenApi } from './openapi.js';
import { measureRequests } from './request-metrics.js';
import { installSecurityHeaders } from './security-headers.js';
import { countUnknownRoutes } from './unknown-routes.js';
import { refuseBytes, refusePath } from './unreadable-requests.js';

/** For load balancers, and for people who come from an email. */
const OUTSIDE_THE_API = [
  { path: 'health/*path', method: RequestMethod.GET },
  { path: 'reset-password', method: RequestMethod.ALL },
];
const BODY_LIMIT_BYTES = 256 * 1024;
const REQUEST_ID = /^[\w.:-]{1,128}$/;
/** A client that sends its headers, or its whole request, slower than this is holding a socket, not using it. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;
/** How often those two are looked after; Node would do it every half minute, and so let everybody stay that much longer. */
const TIMEOUT_CHECKS_MS = 2_000;
/** No byte in either direction for so long: whoever was there has gone, or does not read our answer. Longer than any work of ours. */
const SILENCE_TIMEOUT_MS = 60_000;

/**
 * DTOs check what comes in, and views say what goes out. So Fastify need not load its own compilers (Ajv and
 * fast-json-stringify), and a route that brings a schema all the same is heard of at start.
 */
const NO_SCHEMAS = { buildValidator: refuseSchemas, buildSerializer: refuseSchemas };

function refuseSchemas(): never {
  throw new Error('No route has a schema of Fastify: DTOs and views say what goes in and out.');
}

/** Makes the HTTP application of `root`: every manner of api.md that is not a feature's own. */
export async function createHttpApp(root: Type<object>, env: Env): Promise<NestFastifyApplication> {
  const logger = makeLogger(env);
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: env.trustProxy,
    bodyLimit: BODY_LIMIT_BYTES,
    schemaController: { compilersFactory: NO_SCHEMAS },
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: TIMEOUT_CHECKS_MS },
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: SILENCE_TIMEOUT_MS,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    frameworkErrors: refusePath,
    clientErrorHandler: refuseBytes,
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers['x-request-id']),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(withEnv(root, env), adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  app.setGlobalPrefix(API_PREFIX, { exclude: OUTSIDE_THE_API });
  const server = adapter.getInstance<FastifyInstance>();
  await installManners(server);
  countUnknownRoutes(server, app.get(RateLimiter));
  traceRequests(server);
  if (env.metrics) measureRequests(server, app.get(Registry));
  publishOpenApi(app, env);
  return app;
}

function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : randomUUID();
}

async function installManners(server: FastifyInstance): Promise<void> {
  installBodyParser(server);
  limitAnswerTime(server);
  await installSecurityHeaders(server);
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', request.id);
    if (/%00/.test(request.url))
      done(new DomainError('malformed_request', { detail: 'NUL characters are refused.' }));
    else inRequest({ requestId: request.id }, done);
  });
  closeWhatTurnsIdle(server);
  server.addHook('onSend', (request, reply, payload, done) => {
    // Answers hold people's data: nothing between us and the caller keeps a copy.
    if (request.url.startsWith(`/${API_PREFIX}`)) void reply.header('Cache-Control', 'no-store');
    done(null, payload);
  });
  server.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      { req: request, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    );
    done();
  });
}

const IDLE_SWEEP_MS = 50;

/**
 * While closing, a connection whose last answer was still on its way when the close began becomes idle only
 * later; without this it would hold the process up until its keep-alive ends.
 */
function closeWhatTurnsIdle(server: FastifyInstance): void {
  let sweep: NodeJS.Timeout | undefined;
  server.addHook('preClose', (done) => {
    sweep = setInterval(() => server.server.closeIdleConnections(), IDLE_SWEEP_MS);
    done();
  });
  server.addHook('onClose', (_, done) => {
    clearInterval(sweep);
    done();
  });
}

function publishOpenApi(app: NestFastifyApplication, env: Env): void {
  SwaggerModule.setup('docs', app, () => buildOpenApi(app, env.publicUrl), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Kept API',
    swaggerOptions: { persistAuthorization: true, tagsSorter: 'alpha' },
  });
}
