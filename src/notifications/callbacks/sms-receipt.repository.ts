import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { SmsGatewayName } from '../../config/sms-env.js';
import { firstRow, rows } from '../../platform/database/database.js';

/** What became of a text message that a gateway took. */
export interface SmsReceipt {
  gateway: SmsGatewayName;
  gateway_message_id: string;
  outcome: 'delivered' | 'failed';
  /** Why not, in the carrier's word. */
  code: string | null;
}

/** Longer than it takes to mark a message as sent, however the database fares (MARK_TRIES). */
const EARLY_IS_UNKNOWN_AFTER = sql`interval '1 hour'`;

/** Receipts, as the rows of `notification` see them. */
@Injectable()
export class SmsReceiptRepository {
  /** @returns false: no message has this id, yet */
  async apply(manager: EntityManager, receipt: SmsReceipt): Promise<boolean> {
    const { gateway, gateway_message_id: id, outcome, code } = receipt;
    const found = await firstRow(
      manager,
      sql`WITH told AS (
            SELECT n.id, ${outcome}::text AS outcome, ${code}::text AS code FROM notification n
            WHERE n.channel = 'sms' AND n.gateway = ${gateway} AND n.gateway_message_id = ${id}
          ), changed AS (${change})
          SELECT FROM told`,
    );
    return found !== null;
  }

  /** Keeps a receipt until its message is marked as sent. Of two for one message, `delivered` stands. */
  async keep(manager: EntityManager, receipt: SmsReceipt): Promise<void> {
    const { gateway, gateway_message_id: id, outcome, code } = receipt;
    await rows(
      manager,
      sql`INSERT INTO sms_early_receipt AS early (gateway, gateway_message_id, outcome, code)
          VALUES (${gateway}, ${id}, ${outcome}, ${code})
          ON CONFLICT (gateway, gateway_message_id) DO UPDATE SET outcome = EXCLUDED.outcome, code = EXCLUDED.code
          WHERE early.outcome <> 'delivered'`,
    );
  }

  /** Applies those kept receipts whose message is marked by now. */
  async applyKept(manager: EntityManager): Promise<void> {
    await rows(
      manager,
      sql`WITH told AS (
            DELETE FROM sms_early_receipt early USING notification n
            WHERE n.channel = 'sms' AND n.gateway = early.gateway
              AND n.gateway_message_id = early.gateway_message_id
            RETURNING n.id, early.outcome, early.code
          ) ${change}`,
    );
  }

  /** Forgets receipts for messages that were never ours. @returns how many */
  async forgetUnknown(manager: EntityManager): Promise<number> {
    const forgotten = await rows(
      manager,
      sql`DELETE FROM sms_early_receipt WHERE received_at < now() - ${EARLY_IS_UNKNOWN_AFTER} RETURNING gateway`,
    );
    return forgotten.length;
  }
}

/**
 * What was delivered stays so, whatever comes later: receipts overtake each other. A message that waits to be
 * sent again is left alone: the receipt is about the time before.
 */
const change: Sql = sql`
  UPDATE notification n
  SET status = told.outcome,
      delivered_at = CASE told.outcome WHEN 'delivered' THEN now() END,
      last_error = CASE told.outcome WHEN 'failed'
        THEN 'The carrier did not deliver it' || coalesce(' (' || told.code || ')', '') || '.' END
  FROM told
  WHERE n.id = told.id AND (n.status = 'sent' OR (n.status = 'failed' AND told.outcome = 'delivered'))`;
