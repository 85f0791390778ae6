import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import sql from 'sql-template-tag';
import { MIGRATIONS } from '../../../migrations/index.js';
import { Database, firstRow } from '../database/database.js';
import { pgErrorOf } from '../database/pg-errors.js';
import { isExhausted } from '../database/pool.js';
import { ReadReplica } from '../database/replica.js';
import { inTime } from '../in-time.js';
import { OutboxHint } from '../queue/outbox-hint.js';

export const CHECK_STATES = ['up', 'down', 'off', 'busy', 'unknown'] as const;
type CheckState = (typeof CHECK_STATES)[number];
export const HEALTH_STATES = ['ok', 'degraded', 'unavailable'] as const;

export interface Readiness {
  /** `degraded`: every request is served, more slowly, or messages may be late. `unavailable`: send requests elsewhere. */
  status: (typeof HEALTH_STATES)[number];
  checks: { database: CheckState; migrations: CheckState; redis: CheckState; replica: CheckState };
}

/** Nothing was ever migrated. */
const UNDEFINED_TABLE = '42P01';
/** A check that takes longer than this has failed: whoever asks is deciding where to send patients. */
const PATIENCE_MS = 800;
/** An answer is given again for so long: however many ask, the database is asked once. */
const FRESH_MS = 1_000;

@Injectable()
export class HealthService {
  private latest: Promise<Readiness> | null = null;

  constructor(
    private readonly database: Database,
    private readonly hint: OutboxHint,
    private readonly readReplica: ReadReplica,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  readiness(): Promise<Readiness> {
    if (this.latest === null) {
      this.latest = this.check();
      setTimeout(() => (this.latest = null), FRESH_MS).unref();
    }
    return this.latest;
  }

  private async check(): Promise<Readiness> {
    const [applied, heard] = await Promise.all([
      inTime(this.appliedMigrations(), PATIENCE_MS),
      inTime(this.hint.state(), PATIENCE_MS),
    ]);
    // More than we know of: a newer release has migrated already, which old code must live with.
    const isServing = applied !== null && applied >= MIGRATIONS.length;
    const checks = {
      ...this.databaseChecks(applied),
      redis: heard ?? 'down',
      replica: this.readReplica.state,
    };
    const isDegraded = checks.redis === 'down' || checks.replica === 'down';
    return { status: isServing ? (isDegraded ? 'degraded' : 'ok') : 'unavailable', checks };
  }

  private databaseChecks(applied: number | null): Pick<Readiness['checks'], 'database' | 'migrations'> {
    if (applied !== null) return { database: 'up', migrations: applied >= MIGRATIONS.length ? 'up' : 'down' };
    // Nobody knows whether it lives while all our own connections are taken.
    return { database: isExhausted(this.dataSource) ? 'busy' : 'down', migrations: 'unknown' };
  }

  private async appliedMigrations(): Promise<number> {
    const statement = sql`SELECT count(*) AS applied FROM migration`;
    try {
      const counted = await firstRow<{ applied: number }>(this.database.manager, statement);
      return counted?.applied ?? 0;
    } catch (error) {
      if (pgErrorOf(error)?.code === UNDEFINED_TABLE) return 0;
      throw error;
    }
  }
}
