import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '../platform/database/database.js';
import type { Channel, Message, Recipient, SkipReason } from './message.js';

export interface PlannedNotification {
  id: string;
  organization_id: string;
  event_id: string;
  appointment_id: string | null;
  event: Message;
  recipient: Recipient;
  /** The patient, provider or user. */
  recipient_id: string;
  channel: Channel;
  /** Null: to be sent. */
  skip_reason: SkipReason | null;
  address_hint: string | null;
}

/** A notification that this worker, and nobody else, may send until the claim runs out. */
export interface ClaimedNotification {
  id: string;
  organization_id: string;
  event_id: string;
  appointment_id: string | null;
  event: Message;
  recipient: Recipient;
  /** The patient, provider or user. */
  recipient_id: string;
  channel: Channel;
  /** This one included. */
  attempts: number;
}

/**
 * How long a worker may take; one that died loses its claim after this. Longer than any sending takes
 * (SEND_PATIENCE_MS) and than Bull's lock, so that a stalled job finds the claim in place.
 */
const CLAIM_SECONDS = 60;

/** Sending, as the rows of `notification` see it. */
@Injectable()
export class DeliveryRepository {
  /** Writes the rows that are not there yet. @returns the ids of those that wait to be sent */
  async insert(tx: EntityManager, planned: readonly PlannedNotification[]): Promise<string[]> {
    const inserted = await rows<{ id: string; status: string }>(
      tx,
      sql`INSERT INTO notification (id, organization_id, event_id, appointment_id, event, recipient,
                                    recipient_id, channel, status, skip_reason, address_hint)
          SELECT id, organization_id, event_id, appointment_id, event, recipient, recipient_id, channel,
                 CASE WHEN skip_reason IS NULL THEN 'queued' ELSE 'skipped' END, skip_reason, address_hint
          FROM jsonb_to_recordset(${JSON.stringify(planned)}::jsonb)
            AS planned (id uuid, organization_id uuid, event_id uuid, appointment_id uuid, event text,
                        recipient text, recipient_id uuid, channel text, skip_reason text, address_hint text)
          ON CONFLICT (event_id, recipient_id, channel) DO NOTHING
          RETURNING id, status`,
    );
    return inserted.filter(({ status }) => status === 'queued').map(({ id }) => id);
  }

  /** Claims this one; null when it is not due, not queued any more, or claimed by somebody else. */
  claim(manager: EntityManager, id: string): Promise<ClaimedNotification | null> {
    return this.claimWhere(manager, sql`id = ${id} AND ${due(0)}`);
  }

  /** Claims the one that has been due the longest, at least `overdueMs`. Several workers never get the same. */
  claimNext(manager: EntityManager, overdueMs: number): Promise<ClaimedNotification | null> {
    return this.claimWhere(
      manager,
      sql`id = (SELECT id FROM notification WHERE ${due(overdueMs)}
                ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)`,
    );
  }

  /** What has been due for at least `overdueMs` and nobody is sending. */
  async findDue(manager: EntityManager, overdueMs: number, limit: number): Promise<string[]> {
    const found = await rows<{ id: string }>(
      manager,
      sql`SELECT id FROM notification WHERE ${due(overdueMs)} ORDER BY next_attempt_at LIMIT ${limit}`,
    );
    return found.map(({ id }) => id);
  }

  /** Unconditionally: what was sent was sent, whatever happened to the claim meanwhile. */
  async markSent(manager: EntityManager, id: string, messageId: string, addressHint: string): Promise<void> {
    await rows(
      manager,
      sql`UPDATE notification
          SET status = 'sent', sent_at = now(), gateway_message_id = ${messageId}, address_hint = ${addressHint},
              claimed_until = NULL, last_error = NULL, skip_reason = NULL
          WHERE id = ${id} AND status <> 'sent'`,
    );
  }

  async markSkipped(manager: EntityManager, claimed: ClaimedNotification, reason: SkipReason): Promise<void> {
    await this.settle(manager, claimed, sql`status = 'skipped', skip_reason = ${reason}`);
  }

  async markFailed(manager: EntityManager, claimed: ClaimedNotification, error: string): Promise<void> {
    await this.settle(manager, claimed, sql`status = 'failed', last_error = ${error}`);
  }

  async postpone(
    manager: EntityManager,
    claimed: ClaimedNotification,
    error: string,
    byMs: number,
  ): Promise<void> {
    const at = sql`now() + make_interval(secs => ${byMs / 1000})`;
    await this.settle(manager, claimed, sql`next_attempt_at = ${at}, last_error = ${error}`);
  }

  /** Only while the claim is ours: a later attempt, by whoever took it over, knows better. */
  private async settle(manager: EntityManager, claimed: ClaimedNotification, change: Sql): Promise<void> {
    await rows(
      manager,
      sql`UPDATE notification SET ${change}, claimed_until = NULL
          WHERE id = ${claimed.id} AND status = 'queued' AND attempts = ${claimed.attempts}`,
    );
  }

  private claimWhere(manager: EntityManager, condition: Sql): Promise<ClaimedNotification | null> {
    return firstRow<ClaimedNotification>(
      manager,
      sql`UPDATE notification
          SET claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS}), attempts = attempts + 1
          WHERE ${condition}
          RETURNING id, organization_id, event_id, appointment_id, event, recipient, recipient_id, channel, attempts`,
    );
  }
}

function due(overdueMs: number): Sql {
  return sql`status = 'queued' AND next_attempt_at <= now() - make_interval(secs => ${overdueMs / 1000})
             AND (claimed_until IS NULL OR claimed_until < now())`;
}
