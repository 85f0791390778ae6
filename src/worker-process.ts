import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Registry } from 'prom-client';
import { readEnvOrExit } from './config/read-env-or-exit.js';
import { makeLogger, NestLogger } from './platform/logging/logger.js';
import { serveMetrics } from './platform/metrics/metrics-server.js';
import { stopInTime } from './platform/stop-in-time.js';
import { startTracing } from './platform/tracing/tracing.js';
import { WorkerModule } from './worker.module.js';

const env = readEnvOrExit();
await startTracing(env.traces);
const logger = makeLogger(env);
const worker = await NestFactory.createApplicationContext(WorkerModule.of(env), {
  logger: new NestLogger(logger),
});
stopInTime(worker);
if (env.metrics) await serveMetrics(worker.get(Registry), env.metrics);
logger.info('worker started');
