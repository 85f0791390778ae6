import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '../platform/database/database.js';
import type { DueNotification } from '../platform/queue/queue.js';
import { type Channel, CHANNELS, type Message, type Recipient, type SkipReason } from './message.js';

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
  /** No two claims of a row end at the same time, so this tells ours from somebody else's. */
  claimed_until: Date;
  /** Since it was planned. */
  age_ms: number;
}

/** What the gateway said yes to. */
export interface SentMessage {
  gateway: string;
  gateway_message_id: string;
  /** Masked. */
  address_hint: string;
}

export interface Postponement {
  pauseMs: number;
  /** It does not count as an attempt. */
  isFree: boolean;
  reason: string;
}

/** What waits in one channel. */
export interface Backlog {
  channel: Channel;
  queued: number;
  /** Of the one that has been due the longest and that nobody is sending; 0: there is none. */
  overdue_seconds: number;
}

/**
 * How long a worker may take; one that died loses its claim after this. Longer than any sending takes
 * (SEND_PATIENCE_MS) and than Bull's lock, so that a stalled job finds the claim in place.
 */
const CLAIM_SECONDS = 60;

/** Sending, as the rows of `notification` see it. */
@Injectable()
export class DeliveryRepository {
  /** Writes the rows that are not there yet. @returns those that wait to be sent */
  async insert(tx: EntityManager, planned: readonly PlannedNotification[]): Promise<DueNotification[]> {
    const inserted = await rows<DueNotification & { status: string }>(
      tx,
      sql`INSERT INTO notification (id, organization_id, event_id, appointment_id, event, recipient,
                                    recipient_id, channel, status, skip_reason, address_hint)
          SELECT id, organization_id, event_id, appointment_id, event, recipient, recipient_id, channel,
                 CASE WHEN skip_reason IS NULL THEN 'queued' ELSE 'skipped' END, skip_reason, address_hint
          FROM jsonb_to_recordset(${JSON.stringify(planned)}::jsonb)
            AS planned (id uuid, organization_id uuid, event_id uuid, appointment_id uuid, event text,
                        recipient text, recipient_id uuid, channel text, skip_reason text, address_hint text)
          ON CONFLICT (event_id, recipient_id, channel) DO NOTHING
          RETURNING id, channel, status`,
    );
    return inserted.filter(({ status }) => status === 'queued');
  }

  /** Claims this one; null when it is not due, not queued any more, or claimed by somebody else. */
  claim(manager: EntityManager, id: string): Promise<ClaimedNotification | null> {
    return this.claimWhere(manager, sql`id = ${id} AND ${due(0)}`);
  }

  /** Claims the channel's one that has been due the longest, at least `overdueMs`. Several workers never get the same. */
  claimNext(
    manager: EntityManager,
    channel: Channel,
    overdueMs: number,
  ): Promise<ClaimedNotification | null> {
    return this.claimWhere(
      manager,
      sql`id = (SELECT id FROM notification WHERE channel = ${channel} AND ${due(overdueMs)}
                ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)`,
    );
  }

  /** What of the channel has been due for at least `overdueMs` and nobody is sending. */
  findDue(
    manager: EntityManager,
    channel: Channel,
    overdueMs: number,
    limit: number,
  ): Promise<DueNotification[]> {
    return rows<DueNotification>(
      manager,
      sql`SELECT id, channel FROM notification WHERE channel = ${channel} AND ${due(overdueMs)}
          ORDER BY next_attempt_at LIMIT ${limit}`,
    );
  }

  /** What waits, for each channel. */
  findBacklog(manager: EntityManager): Promise<Backlog[]> {
    return rows<Backlog>(
      manager,
      sql`SELECT c.channel, count(n.id)::int AS queued,
                 coalesce(extract(epoch FROM now() - min(next_attempt_at) FILTER (WHERE ${due(0)})), 0)::float8
                   AS overdue_seconds
          FROM unnest(${CHANNELS}::text[]) AS c (channel)
          LEFT JOIN notification n ON n.channel = c.channel AND n.status = 'queued'
          GROUP BY c.channel`,
    );
  }

  /**
   * How long until fewer than `cap` messages were sent to this person, through this channel, within the
   * hours before; null: that is so now.
   */
  async msUntilRoom(
    manager: EntityManager,
    { recipient_id, channel }: ClaimedNotification,
    cap: number,
    hours: number,
  ): Promise<number | null> {
    const span = sql`make_interval(hours => ${hours})`;
    const room = await firstRow<{ ms: number }>(
      manager,
      sql`SELECT (extract(epoch FROM sent_at + ${span} - now()) * 1000)::float8 AS ms FROM notification
          WHERE recipient_id = ${recipient_id} AND channel = ${channel} AND sent_at > now() - ${span}
          ORDER BY sent_at DESC OFFSET ${cap - 1} LIMIT 1`,
    );
    return room?.ms ?? null;
  }

  /**
   * Whatever happened to the claim meanwhile: what was sent was sent. Only a receipt for this very message,
   * which may have been faster than we are, knows better.
   */
  async markSent(manager: EntityManager, id: string, sent: SentMessage): Promise<void> {
    await rows(
      manager,
      sql`UPDATE notification
          SET status = 'sent', sent_at = now(), gateway = ${sent.gateway},
              gateway_message_id = ${sent.gateway_message_id}, address_hint = ${sent.address_hint},
              claimed_until = NULL, last_error = NULL, skip_reason = NULL
          WHERE id = ${id} AND status NOT IN ('sent', 'delivered')
            AND NOT (status = 'failed' AND gateway_message_id IS NOT DISTINCT FROM ${sent.gateway_message_id})`,
    );
  }

  async markSkipped(manager: EntityManager, claimed: ClaimedNotification, reason: SkipReason): Promise<void> {
    await this.settle(manager, claimed, sql`status = 'skipped', skip_reason = ${reason}`);
  }

  async markFailed(manager: EntityManager, claimed: ClaimedNotification, error: string): Promise<void> {
    await this.settle(manager, claimed, sql`status = 'failed', last_error = ${error}`);
  }

  async postpone(manager: EntityManager, claimed: ClaimedNotification, until: Postponement): Promise<void> {
    const at = sql`now() + make_interval(secs => ${until.pauseMs / 1000})`;
    const attempts = claimed.attempts - (until.isFree ? 1 : 0);
    await this.settle(
      manager,
      claimed,
      sql`next_attempt_at = ${at}, attempts = ${attempts}, last_error = ${until.reason}`,
    );
  }

  /** Only while the claim is ours: a later attempt, by whoever took it over, knows better. */
  private async settle(manager: EntityManager, claimed: ClaimedNotification, change: Sql): Promise<void> {
    await rows(
      manager,
      sql`UPDATE notification SET ${change}, claimed_until = NULL
          WHERE id = ${claimed.id} AND status = 'queued' AND claimed_until = ${claimed.claimed_until}`,
    );
  }

  private claimWhere(manager: EntityManager, condition: Sql): Promise<ClaimedNotification | null> {
    return firstRow<ClaimedNotification>(
      manager,
      sql`UPDATE notification
          SET claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS}), attempts = attempts + 1
          WHERE ${condition}
          RETURNING id, organization_id, event_id, appointment_id, event, recipient, recipient_id, channel, attempts,
                    claimed_until, (extract(epoch FROM now() - created_at) * 1000)::float8 AS age_ms`,
    );
  }
}

/** Columns keep milliseconds, to the nearest: what is due now may stand half a one ahead. */
const ROUNDED_MS = 1;

function due(overdueMs: number): Sql {
  return sql`status = 'queued' AND next_attempt_at <= now() - make_interval(secs => ${(overdueMs - ROUNDED_MS) / 1000})
             AND (claimed_until IS NULL OR claimed_until < now())`;
}
