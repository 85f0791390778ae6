import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '../platform/database/database.js';
import type { EventType } from '../events/event-types.js';
import type { ErasedPerson } from './erasure.repository.js';

/** What of an organization was forgotten because it was old. */
export interface Forgotten {
  organization_id: string;
  sign_ins: number;
}

/** As the log's trigger has it: it lets nothing younger go. */
const SIGN_INS_KEPT = sql`interval '400 days'`;
/** For how long a session that ended, or whose tokens have run out, is kept. */
const DEAD_SESSIONS_KEPT = sql`interval '30 days'`;
const BATCH = 1_000;

/** What is older than it may get. */
@Injectable()
export class RetentionRepository {
  /**
   * Somebody of whom their organization has heard nothing for longer than it keeps people: no change of the file, no
   * visit, no signing in. Locked; whom another worker is at, or somebody is booking for, is passed over.
   */
  nextForgotten(tx: EntityManager): Promise<ErasedPerson | null> {
    const cutoff = sql`now() - make_interval(months => o.retention_months)`;
    return firstRow<ErasedPerson>(
      tx,
      sql`SELECT p.id, p.organization_id, p.user_id, p.first_name, p.last_name, p.erased_at
          FROM organization o JOIN patient p ON p.organization_id = o.id
          WHERE o.retention_months IS NOT NULL AND p.erased_at IS NULL AND p.updated_at < ${cutoff}
            AND NOT EXISTS (SELECT FROM appointment a
                            WHERE a.patient_id = p.id AND greatest(a.start_time, a.updated_at) >= ${cutoff})
            AND NOT EXISTS (SELECT FROM session s LEFT JOIN refresh_token t ON t.session_id = s.id
                            WHERE s.user_id = p.user_id AND greatest(s.created_at, t.expires_at) >= ${cutoff})
          LIMIT 1 FOR UPDATE OF p SKIP LOCKED`,
    );
  }

  /**
   * Somebody who registered, and whom for as long nobody let in: without a file, a session or a yes in the log. Locked;
   * whom an admin lets in at this moment is passed over.
   */
  nextUnanswered(tx: EntityManager): Promise<ErasedPerson | null> {
    const cutoff = sql`now() - make_interval(months => o.retention_months)`;
    const said = (type: EventType): Sql =>
      sql`SELECT FROM event e WHERE e.subject_type = 'user' AND e.subject_id = u.id AND e.type = ${type}`;
    return firstRow<ErasedPerson>(
      tx,
      sql`SELECT u.id, u.organization_id, u.id AS user_id, u.first_name, u.last_name, u.erased_at
          FROM organization o JOIN user_account u ON u.organization_id = o.id
          WHERE o.retention_months IS NOT NULL AND NOT u.is_active AND u.erased_at IS NULL
            AND u.created_at < ${cutoff} AND u.updated_at < ${cutoff}
            AND EXISTS (${said('user.registered')}) AND NOT EXISTS (${said('user.activated')})
            AND NOT EXISTS (SELECT FROM patient WHERE user_id = u.id)
            AND NOT EXISTS (SELECT FROM provider WHERE user_id = u.id)
            AND NOT EXISTS (SELECT FROM session WHERE user_id = u.id)
          LIMIT 1 FOR UPDATE OF u SKIP LOCKED`,
    );
  }

  /** Removes a batch of old sign-ins from the log. */
  forgetSignIns(tx: EntityManager): Promise<Forgotten[]> {
    return rows<Forgotten>(
      tx,
      sql`WITH gone AS (
            DELETE FROM event WHERE id IN (
              SELECT id FROM event
              WHERE type IN ('session.signed_in', 'session.signed_out', 'session.sign_in_refused')
                AND relayed_at IS NOT NULL AND occurred_at < now() - ${SIGN_INS_KEPT}
              ORDER BY occurred_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
            RETURNING organization_id)
          SELECT organization_id, count(*)::integer AS sign_ins FROM gone GROUP BY organization_id`,
    );
  }

  /**
   * Removes a batch of all but the one that each user was in last: it alone says when they were heard of. Whether there
   * may be more.
   */
  async forgetDeadSessions(tx: EntityManager): Promise<boolean> {
    const gone = await rows(
      tx,
      sql`DELETE FROM session WHERE id IN (
            SELECT id FROM session s
            WHERE created_at < now() - ${DEAD_SESSIONS_KEPT}
              AND NOT EXISTS (SELECT FROM refresh_token t
                              WHERE t.session_id = s.id AND t.expires_at > now() - ${DEAD_SESSIONS_KEPT})
              AND EXISTS (SELECT FROM session later JOIN refresh_token t ON t.session_id = later.id
                          WHERE later.user_id = s.user_id AND later.id <> s.id
                            AND t.expires_at > ALL (SELECT expires_at FROM refresh_token WHERE session_id = s.id))
            LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) RETURNING 1`,
    );
    return gone.length === BATCH;
  }
}
