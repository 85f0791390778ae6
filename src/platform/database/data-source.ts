import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from '../../../migrations/index.js';

export interface DatabaseSettings {
  url: string;
  poolSize: number;
  applicationName: string;
}

const DATE: number = pg.types.builtins.DATE;

/** A `date` is a day and no instant: it stays the text `YYYY-MM-DD`, whatever zone the process runs in. */
const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === DATE ? String : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
};

/** How every process speaks to PostgreSQL: UTC sessions, bounded waits, no schema synchronisation, ever. */
export function dataSourceOptions(settings: DatabaseSettings): DataSourceOptions {
  return {
    type: 'postgres',
    url: settings.url,
    applicationName: settings.applicationName,
    poolSize: settings.poolSize,
    connectTimeoutMS: 3_000,
    parseInt8: true,
    synchronize: false,
    migrationsRun: false,
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    extra: {
      types: TYPES,
      options:
        '-c timezone=UTC -c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=15000',
      idleTimeoutMillis: 30_000,
      keepAlive: true,
    },
  };
}

/** A data source for scripts and tests, which make none through Nest. */
export function makeDataSource(settings: DatabaseSettings): DataSource {
  return new DataSource(dataSourceOptions(settings));
}
