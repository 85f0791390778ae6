import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { MIGRATIONS } from '../../../migrations/index.js';
import { Database, firstRow } from '../database/database.js';
import { ReadReplica } from '../database/replica.js';
import { inTime } from '../in-time.js';
import { OutboxHint } from '../queue/outbox-hint.js';

export const CHECK_STATES = ['up', 'down', 'off'] as const;
type CheckState = (typeof CHECK_STATES)[number];
export const HEALTH_STATES = ['ok', 'degraded', 'unavailable'] as const;

export interface Readiness {
  /** `degraded`: every request is served, more slowly, or messages may be late. `unavailable`: send requests elsewhere. */
  status: (typeof HEALTH_STATES)[number];
  checks: { database: CheckState; migrations: CheckState; redis: CheckState; replica: CheckState };
}

/** A check that takes longer than this has failed: whoever asks is deciding where to send patients. */
const PATIENCE_MS = 2_000;

@Injectable()
export class HealthService {
  constructor(
    private readonly database: Database,
    private readonly hint: OutboxHint,
    private readonly readReplica: ReadReplica,
  ) {}

  async readiness(): Promise<Readiness> {
    const [applied, redis] = await Promise.all([this.appliedMigrations(), this.hint.state()]);
    const database = applied === null ? 'down' : 'up';
    // More than we know of: a newer release has migrated already, which old code must live with.
    const migrations = applied !== null && applied >= MIGRATIONS.length ? 'up' : 'down';
    const serving = database === 'up' && migrations === 'up';
    const replica = this.readReplica.state;
    const degraded = redis === 'down' || replica === 'down';
    const status = serving ? (degraded ? 'degraded' : 'ok') : 'unavailable';
    return { status, checks: { database, migrations, redis, replica } };
  }

  private async appliedMigrations(): Promise<number | null> {
    const counted = firstRow<{ applied: number }>(
      this.database.manager,
      sql`SELECT count(*) AS applied FROM migration`,
    );
    const answer = await inTime(counted, PATIENCE_MS);
    return answer === null ? null : Number(answer.applied);
  }
}
