import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from '../../../migrations/index.js';

export interface DatabaseSettings {
  url: string;
  poolSize: number;
  applicationName: string;
}

const { DATE, TIMESTAMPTZ } = pg.types.builtins;
const parseTime = pg.types.getTypeParser(TIMESTAMPTZ, 'text') as (text: string) => Date;

/** `2026-01-15 10:00:00.123+00`, as a session in UTC has it, is nearly ISO 8601, which Node reads faster than the library. */
export function timeOf(text: string): Date {
  const isUtc = text.length >= 22 && text[10] === ' ' && text.endsWith('+00');
  return isUtc ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : parseTime(text);
}

const PARSERS = new Map<number, (text: string) => unknown>([
  // A day and no instant: it stays the text `YYYY-MM-DD`, whatever zone the process runs in.
  [DATE, String],
  [TIMESTAMPTZ, timeOf],
]);

const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && PARSERS.get(oid)) ||
    (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
};

/**
 * A connection whose end never ends the process. The pool listens to those that are idle and their user to those that are
 * not; but a server that ends one may say so in the packet of its last answer, and then nobody listens yet, or any more.
 * Its next statement fails, which is how we hear of it.
 */
class SteadyClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

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
      Client: SteadyClient,
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
