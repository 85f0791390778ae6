import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { firstRow } from '../platform/database/database.js';
import { fetchPage } from '../platform/database/keyset.js';
import type { Page } from '../platform/http/views.js';
import type { Channel, Message, NotificationStatus, Recipient, SkipReason } from './message.js';
import type { NotificationQuery } from './notification.dto.js';

/** The columns of `notification` that people ask about. */
export interface Notification {
  id: string;
  appointment_id: string | null;
  event: Message;
  channel: Channel;
  recipient: Recipient;
  recipient_id: string;
  address_hint: string | null;
  status: NotificationStatus;
  skip_reason: SkipReason | null;
  attempts: number;
  last_error: string | null;
  gateway: string | null;
  sent_at: Date | null;
  delivered_at: Date | null;
  created_at: Date;
}

/** What people ask about notifications, and ask for again. */
@Injectable()
export class NotificationRepository {
  list(tx: EntityManager, organizationId: string, query: NotificationQuery): Promise<Page<Notification>> {
    const where = [sql`n.organization_id = ${organizationId}`];
    if (query.status) where.push(isOneOf(query.status));
    if (query.channel) where.push(sql`n.channel = ANY (${query.channel})`);
    if (query.event) where.push(sql`n.event = ANY (${query.event})`);
    if (query.recipient) where.push(sql`n.recipient = ANY (${query.recipient})`);
    if (query.recipient_id) where.push(sql`n.recipient_id = ${query.recipient_id}`);
    if (query.from) where.push(sql`n.created_at >= ${query.from}::timestamptz`);
    if (query.to) where.push(sql`n.created_at < ${query.to}::timestamptz`);
    if (query.appointment_id) where.push(sql`n.appointment_id = ${query.appointment_id}`);
    const listing = { columns: sql`n.*`, from: sql`notification n`, where, alias: 'n' };
    return fetchPage<Notification>(tx, listing, query, query.ordering ?? 'created_at');
  }

  findByIdForUpdate(tx: EntityManager, organizationId: string, id: string): Promise<Notification | null> {
    return firstRow<Notification>(
      tx,
      sql`SELECT * FROM notification WHERE organization_id = ${organizationId} AND id = ${id} FOR UPDATE`,
    );
  }

  /** Waits to be sent again, as if for the first time. */
  queueAgain(tx: EntityManager, id: string): Promise<Notification | null> {
    return firstRow<Notification>(
      tx,
      sql`UPDATE notification
          SET status = 'queued', skip_reason = NULL, attempts = 0, last_error = NULL, next_attempt_at = now(),
              claimed_until = NULL
          WHERE id = ${id} RETURNING *`,
    );
  }
}

/** One status is asked for as one, so that its index gives the page in order. */
function isOneOf(statuses: readonly NotificationStatus[]): Sql {
  return statuses.length === 1 ? sql`n.status = ${statuses[0]}` : sql`n.status = ANY (${statuses})`;
}
