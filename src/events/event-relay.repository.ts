import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '../platform/database/database.js';
import type { EventType } from './event-types.js';

export interface RelayedEvent {
  id: string;
  organization_id: string;
  type: EventType;
  subject_id: string | null;
  /** The subject's row before and after; null where there was, or is, none. */
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  details: Record<string, unknown>;
}

/** The outbox side of `event`: rows whose `relayed_at` is null. */
@Injectable()
export class EventRelayRepository {
  /** Marks the event as relayed; null when it is, or when another transaction is at it. */
  claim(tx: EntityManager, id: string): Promise<RelayedEvent | null> {
    return firstRow<RelayedEvent>(
      tx,
      sql`UPDATE event SET relayed_at = clock_timestamp()
          WHERE id = (SELECT id FROM event WHERE id = ${id} AND relayed_at IS NULL FOR UPDATE SKIP LOCKED)
          RETURNING id, organization_id, type, subject_id, before, after, details`,
    );
  }

  /**
   * Marks events that nobody makes anything of. By type, so that one of a newer release, which this
   * worker does not know, stays for a worker that does.
   */
  async settle(manager: EntityManager, types: readonly EventType[]): Promise<void> {
    await rows(
      manager,
      sql`UPDATE event SET relayed_at = clock_timestamp()
          WHERE id IN (SELECT id FROM event WHERE relayed_at IS NULL AND type = ANY (${types}::text[])
                       ORDER BY occurred_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
    );
  }

  async findWaiting(
    manager: EntityManager,
    types: readonly EventType[],
    olderThanMs: number,
    limit: number,
  ): Promise<string[]> {
    const found = await rows<{ id: string }>(
      manager,
      sql`SELECT id FROM event
          WHERE relayed_at IS NULL AND type = ANY (${types}::text[])
            AND occurred_at <= clock_timestamp() - make_interval(secs => ${olderThanMs / 1000})
          ORDER BY occurred_at LIMIT ${limit}`,
    );
    return found.map(({ id }) => id);
  }

  /** The age of the oldest event that waits, in seconds; 0: none waits. */
  async oldestWaiting(manager: EntityManager, types: readonly EventType[]): Promise<number> {
    const oldest = await firstRow<{ seconds: number }>(
      manager,
      sql`SELECT extract(epoch FROM clock_timestamp() - occurred_at)::float8 AS seconds FROM event
          WHERE relayed_at IS NULL AND type = ANY (${types}::text[])
          ORDER BY occurred_at LIMIT 1`,
    );
    return oldest?.seconds ?? 0;
  }
}
