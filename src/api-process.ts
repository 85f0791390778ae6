import 'reflect-metadata';
import './platform/navigator.js';
import { Registry } from 'prom-client';
import { ApiModule } from './api.module.js';
import { readEnvOrExit } from './config/read-env-or-exit.js';
import { createHttpApp } from './platform/http/http-app.js';
import { serveMetrics } from './platform/metrics/metrics-server.js';
import { stopInTime } from './platform/stop-in-time.js';
import { startTracing } from './platform/tracing/tracing.js';

const env = readEnvOrExit();
await startTracing(env.traces);
const app = await createHttpApp(ApiModule, env);
stopInTime(app);
if (env.metrics) await serveMetrics(app.get(Registry), env.metrics);
await app.listen(env.port, env.host);
