import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import { Gauge, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';

/** The pool of `pg` that is below TypeORM. */
export function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}

/** Whether every connection that this process may have is taken, and somebody waits for one. */
export function isExhausted(dataSource: DataSource): boolean {
  const { idleCount, waitingCount } = poolOf(dataSource);
  return idleCount === 0 && waitingCount > 0;
}

/** How many connections this process has, and who waits for one. */
@Injectable()
export class PoolMetrics {
  constructor(@InjectDataSource() dataSource: DataSource, registry: Registry) {
    new Gauge({
      name: 'kept_pg_pool_connections',
      help: 'Connections to PostgreSQL by state: busy or idle.',
      labelNames: ['state'],
      registers: [registry],
      collect() {
        const { totalCount, idleCount } = poolOf(dataSource);
        this.set({ state: 'idle' }, idleCount);
        this.set({ state: 'busy' }, totalCount - idleCount);
      },
    });
    new Gauge({
      name: 'kept_pg_pool_waiting',
      help: 'Requests and jobs that wait for a connection to PostgreSQL.',
      registers: [registry],
      collect() {
        this.set(poolOf(dataSource).waitingCount);
      },
    });
  }
}
