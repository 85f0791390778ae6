import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV } from '../../config/env.module.js';
import type { Env } from '../../config/env.js';
import { Clock } from '../clock.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { dataSourceOptions } from './data-source.js';
import { Database } from './database.js';
import { PoolMetrics } from './pool.js';
import { ReadReplica } from './replica.js';

@Global()
@Module({
  imports: [
    MetricsModule,
    TypeOrmModule.forRootAsync({
      inject: [ENV],
      useFactory: (env: Env) => ({
        ...dataSourceOptions({
          url: env.databaseUrl,
          poolSize: env.databasePoolSize,
          applicationName: 'kept',
        }),
        autoLoadEntities: true,
        retryAttempts: 30,
        retryDelay: 1_000,
        verboseRetryLog: false,
      }),
    }),
  ],
  providers: [Database, ReadReplica, Clock, PoolMetrics],
  exports: [Database, ReadReplica, Clock],
})
export class DatabaseModule {}
