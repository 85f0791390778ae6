import { Injectable } from '@nestjs/common';
import sql, { empty, type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { rows } from '../platform/database/database.js';
import { currentRequestId } from '../platform/logging/request-context.js';
import type { Actor } from '../platform/security/actor.js';
import { EVENT_SUBJECTS, type EventType } from './event-types.js';

/** What is said of a happening. */
export interface NewEvent {
  type: EventType;
  /** Who did it; null: the system, or somebody not signed in. */
  actor: Pick<Actor, 'user_id' | 'role' | 'organization_id'> | null;
  /** Needed only where there is no actor. */
  organization_id?: string;
  subject_id: string | null;
  before?: object | null;
  after?: object | null;
  details?: object;
}

/** Never written into the log, whatever row is handed in. */
const SECRETS = new Set(['password_hash', 'search_text']);

type Subscriber = (tx: EntityManager, event: NewEvent) => Promise<void>;

/** The append-only log. The row is written in the transaction of the change that it tells of. */
@Injectable()
export class EventLog {
  private readonly subscribers = new Map<EventType, Subscriber[]>();

  /**
   * Lets a feature act on another one's event, in the same transaction: how a lower level speaks to a
   * higher one that it does not know. What throws here undoes the change.
   */
  subscribe(type: EventType, subscriber: Subscriber): void {
    this.subscribers.set(type, [...(this.subscribers.get(type) ?? []), subscriber]);
  }

  /** Appends one event, then lets its subscribers act in the same transaction. Returns the event's id. */
  async append(tx: EntityManager, event: NewEvent): Promise<void> {
    await rows(tx, insertEvent(uuidv7(), event));
    for (const subscriber of this.subscribers.get(event.type) ?? []) await subscriber(tx, event);
  }
}

/** What an event's row can be taken from: rows handed in, or expressions over `from` in the same statement. */
export interface EventSource {
  from: Sql;
  before: Sql;
  after: Sql;
}

/** The event's INSERT. With a `source` it goes into the statement that makes the change, as one of its CTEs. */
export function insertEvent(id: string, event: NewEvent, source?: EventSource): Sql {
  const before = source?.before ?? sql`${toJson(event.before ?? null)}::jsonb`;
  const after = source?.after ?? sql`${toJson(event.after ?? null)}::jsonb`;
  return sql`INSERT INTO event (id, organization_id, type, subject_type, subject_id, actor_id, actor_role, request_id, details, before, after)
    SELECT ${id}::uuid, ${event.organization_id ?? event.actor?.organization_id}::uuid, ${event.type},
           ${EVENT_SUBJECTS[event.type]}, ${event.subject_id}::uuid, ${event.actor?.user_id ?? null}::uuid,
           ${event.actor?.role ?? null}, ${currentRequestId()}, ${toJson(event.details ?? {})}::jsonb,
           ${before}, ${after}
    ${source ? sql`FROM ${source.from}` : empty}`;
}

function toJson(row: object | null): string | null {
  return row === null
    ? null
    : JSON.stringify(row, (key, value: unknown) => (SECRETS.has(key) ? undefined : value));
}
