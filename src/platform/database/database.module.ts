import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV } from '../../config/env.module.js';
import type { Env } from '../../config/env.js';
import { Clock } from '../clock.js';
import { dataSourceOptions } from './data-source.js';
import { Database } from './database.js';

@Global()
@Module({
  imports: [
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
  providers: [Database, Clock],
  exports: [Database, Clock],
})
export class DatabaseModule {}
