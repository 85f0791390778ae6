import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../domain/errors.js';
import { firstRow, rows } from '../platform/database/database.js';

/** Held by one patient at a time: enough to choose between, too few to keep others from booking. */
export const LIVE_HOLDS_MOST = 3;

/** How much a patient may hold for themselves. The clinic's people are not bound by it: they hold for whole families. */
@Injectable()
export class HoldLimit {
  /**
   * Until the transaction ends, no other hold of this patient is let in.
   * @throws limit_reached when as many are live as may be
   */
  async assertRoom(tx: EntityManager, patientId: string): Promise<void> {
    await rows(tx, sql`SELECT pg_advisory_xact_lock(hashtextextended(${`holds/${patientId}`}, 0))`);
    const counted = await firstRow<{ live: number }>(
      tx,
      sql`SELECT count(*) AS live FROM appointment
          WHERE patient_id = ${patientId} AND status = 'proposed' AND hold_expires_at > clock_timestamp()`,
    );
    if (Number(counted?.live) >= LIVE_HOLDS_MOST)
      throw new DomainError('limit_reached', {
        errors: { hold: [`At most ${LIVE_HOLDS_MOST} at a time: confirm or cancel one.`] },
      });
  }
}
