import 'reflect-metadata';
import { ApiModule } from './api.module.js';
import { readEnvOrExit } from './config/read-env-or-exit.js';
import { createHttpApp } from './platform/http/http-app.js';
import { stopInTime } from './platform/stop-in-time.js';

const env = readEnvOrExit();
const app = await createHttpApp(ApiModule, env);
stopInTime(app);
await app.listen(env.port, env.host);
