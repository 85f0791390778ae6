import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { DataSource, EntityManager } from 'typeorm';
import type { Env } from '../../config/env.js';
import { ENV } from '../../config/env.module.js';
import { makeDataSource } from './data-source.js';
import { toDomainError } from './pg-errors.js';
import { Database, firstRow, type ReadRoute } from './database.js';

/** A replica that is further behind than this is not waited for, and not asked again for a while. */
const CATCH_UP_TRIES = 5;
const CATCH_UP_PAUSE_MS = 4;
const REST_WHEN_BEHIND_MS = 1_000;
const REST_WHEN_AWAY_MS = 5_000;

/**
 * A streaming replica for reads that may go there: lists and availability. Whoever reads sees all that was
 * committed before they asked, their own writes and everybody else's: the primary says how far its log is,
 * and a replica that has not come as far within some milliseconds is passed over. So a replica can be slow,
 * away, restarted or promoted, and costs speed only.
 */
@Injectable()
export class ReadReplica implements ReadRoute, OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(ReadReplica.name);
  private readonly source: DataSource | null;
  private restsUntil = 0;

  constructor(
    @Inject(ENV) env: Env,
    private readonly database: Database,
  ) {
    this.source =
      env.databaseReplicaUrl === null
        ? null
        : makeDataSource({
            url: env.databaseReplicaUrl,
            poolSize: env.databasePoolSize,
            applicationName: 'kept-replica',
          });
  }

  /** Not waited for: without its replica the product starts too. */
  onModuleInit(): void {
    if (!this.source) return;
    this.database.routeReads(this);
    void this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source?.isInitialized) await this.source.destroy();
  }

  /** `down`: not there yet, or it failed or was behind a moment ago. */
  get state(): 'up' | 'down' | 'off' {
    if (!this.source) return 'off';
    return this.source.isInitialized && Date.now() >= this.restsUntil ? 'up' : 'down';
  }

  /** Does `work`, which only reads, on the replica if that is as fresh as the primary is now; else on the primary. */
  async read<T>(primary: EntityManager, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const replica = await this.asFreshAs(primary);
    if (!replica) return work(primary);
    try {
      return await work(replica);
    } catch (error) {
      // Away, or replaying what the query still looked at: no fault of the question.
      if (toDomainError(error)?.code !== 'service_unavailable') throw error;
      this.restAway();
      return work(primary);
    }
  }

  private async asFreshAs(primary: EntityManager): Promise<EntityManager | null> {
    if (!this.source || this.state !== 'up') return null;
    const written = await firstRow<{ lsn: string }>(primary, sql`SELECT pg_current_wal_lsn()::text AS lsn`);
    try {
      return (await this.reaches(this.source.manager, written?.lsn)) ? this.source.manager : null;
    } catch {
      this.restAway();
      return null;
    }
  }

  private async reaches(replica: EntityManager, lsn: string | undefined): Promise<boolean> {
    for (let attempt = 1; attempt <= CATCH_UP_TRIES; attempt++) {
      // Null on a server that never was a replica: a wrong URL must not show a database of its own.
      const replayed = await firstRow<{ is_fresh: boolean | null }>(
        replica,
        sql`SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= ${lsn}::pg_lsn AS is_fresh`,
      );
      if (replayed?.is_fresh) return true;
      await new Promise((resolve) => setTimeout(resolve, CATCH_UP_PAUSE_MS));
    }
    this.restsUntil = Date.now() + REST_WHEN_BEHIND_MS;
    return false;
  }

  private restAway(): void {
    if (this.state === 'up') this.logger.warn('The read replica does not answer: the primary does its work.');
    this.restsUntil = Date.now() + REST_WHEN_AWAY_MS;
  }

  private async connect(): Promise<void> {
    while (this.source && !this.source.isInitialized) {
      try {
        await this.source.initialize();
      } catch {
        this.restAway();
        await new Promise((resolve) => setTimeout(resolve, REST_WHEN_AWAY_MS).unref());
      }
    }
  }
}
