import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { rows } from '../platform/database/database.js';
import { fetchPage } from '../platform/database/keyset.js';
import type { PageQuery } from '../platform/http/page-query.js';
import type { Page } from '../platform/http/views.js';
import type { ActivityQuery } from './activity.dto.js';
import type { EventType } from './event-types.js';

/** A row of the log, with the name of who did it. */
export interface EventRow {
  id: string;
  type: EventType;
  subject_type: string;
  subject_id: string | null;
  actor_id: string | null;
  actor_role: string | null;
  actor_name: string | null;
  request_id: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  details: Record<string, unknown>;
  occurred_at: Date;
}

const COLUMNS = sql`e.*, u.first_name || ' ' || u.last_name AS actor_name`;
const NAMES = sql`LEFT JOIN user_account u ON u.id = e.actor_id`;

/** Reads of the log. */
@Injectable()
export class EventRepository {
  /** What happened to one subject, oldest first. */
  historyOf(
    tx: EntityManager,
    organizationId: string,
    subjectId: string,
    query: PageQuery,
  ): Promise<Page<EventRow>> {
    const where = [sql`e.organization_id = ${organizationId}`, sql`e.subject_id = ${subjectId}`];
    return this.page(tx, where, query, 'occurred_at');
  }

  /** What happened at all, newest first. */
  activity(tx: EntityManager, organizationId: string, query: ActivityQuery): Promise<Page<EventRow>> {
    const where = [sql`e.organization_id = ${organizationId}`];
    if (query.actor) where.push(sql`e.actor_id = ${query.actor}`);
    if (query.subject) where.push(sql`e.subject_id = ${query.subject}`);
    if (query.type) where.push(sql`e.type = ANY (${query.type})`);
    if (query.from) where.push(sql`e.occurred_at >= ${query.from}::timestamptz`);
    if (query.to) where.push(sql`e.occurred_at < ${query.to}::timestamptz`);
    return this.page(tx, where, query, '-occurred_at');
  }

  /** What happened to several subjects, oldest first; all of it, so for few subjects at a time. */
  ofSubjects(tx: EntityManager, organizationId: string, subjectIds: readonly string[]): Promise<EventRow[]> {
    return rows<EventRow>(
      tx,
      sql`SELECT ${COLUMNS} FROM event e ${NAMES}
          WHERE e.organization_id = ${organizationId} AND e.subject_id = ANY (${subjectIds}::uuid[])
          ORDER BY e.occurred_at, e.id`,
    );
  }

  private page(tx: EntityManager, where: Sql[], query: PageQuery, ordering: string): Promise<Page<EventRow>> {
    const listing = { columns: COLUMNS, from: sql`event e`, where, alias: 'e', joins: NAMES };
    return fetchPage<EventRow>(tx, listing, query, ordering);
  }
}
