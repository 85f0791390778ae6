import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
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

/** The event's INSERT, for statements that write the change and its event in one go. */
export function insertEvent(id: string, event: NewEvent): Sql {
  const { before = null, after = null } = event;
  return sql`INSERT INTO event (id, organization_id, type, subject_type, subject_id, actor_id, actor_role, request_id, before, after, details)
    VALUES (${id}, ${event.organization_id ?? event.actor?.organization_id}, ${event.type}, ${EVENT_SUBJECTS[event.type]}, ${event.subject_id},
            ${event.actor?.user_id ?? null}, ${event.actor?.role ?? null}, ${currentRequestId()},
            ${toJson(before)}, ${toJson(after)}, ${toJson(event.details ?? {})})`;
}

function toJson(row: object | null): string | null {
  return row === null ? null : JSON.stringify(row, (key, value: unknown) => (SECRETS.has(key) ? undefined : value));
}
