import { Injectable } from '@nestjs/common';
import sql, { empty, type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../domain/roles.js';
import { firstPreparedRow, firstRow, planned, preparedRows, rows } from '../platform/database/database.js';
import type { Actor } from '../platform/security/actor.js';
import type { User } from './user.entity.js';

export type SessionEnd = 'logout' | 'token_reuse' | 'deactivated' | 'password_changed';

/** Whose session it is. */
export interface SessionOwner {
  session_id: string;
  organization_id: string;
  user_id: string;
  role: Role;
}

/** Dead sessions older than this are forgotten at their user's next sign-in; the events remain. */
const FORGET_AFTER = '30 days';

/** Every query on `session` and `refresh_token`. */
@Injectable()
export class SessionRepository {
  /** The caller behind a session that has not ended, with what they may be and whose profile they have today. */
  findActor(tx: EntityManager, sessionId: string): Promise<Actor | null> {
    return firstPreparedRow<Actor>(tx, actorsWhere(sql`s.id = ${sessionId}`));
  }

  /** The callers behind these sessions, by session; those that have ended are not there. */
  async findActors(tx: EntityManager, sessionIds: readonly string[]): Promise<Map<string, Actor>> {
    const [first = ''] = sessionIds;
    const actors =
      sessionIds.length === 1
        ? [await this.findActor(tx, first)]
        : await preparedRows<Actor>(tx, actorsWhere(sql`s.id = ANY (${planned(sessionIds)}::uuid[])`));
    return new Map(actors.flatMap((actor) => (actor ? [[actor.session_id, actor]] : [])));
  }

  /**
   * A new session of a user who is still active and still has the password that was just verified; null when
   * not. The shared lock makes a deactivation or a new password wait, and then end this session too.
   */
  async insert(tx: EntityManager, user: User): Promise<string | null> {
    const id = uuidv7();
    const made = await firstRow(
      tx,
      sql`INSERT INTO session (id, organization_id, user_id)
          SELECT ${id}, u.organization_id, u.id FROM user_account u
          WHERE u.id = ${user.id} AND u.is_active AND u.password_hash = ${user.password_hash} FOR SHARE
          RETURNING id`,
    );
    return made === null ? null : id;
  }

  async insertToken(tx: EntityManager, sessionId: string, hash: Buffer, expiresAt: Date): Promise<void> {
    await rows(
      tx,
      sql`INSERT INTO refresh_token (token_hash, session_id, expires_at) VALUES (${hash}, ${sessionId}, ${expiresAt})`,
    );
  }

  /** Uses a token up, if it is good and nobody else did so first: of two at once, one gets the session. */
  spendToken(tx: EntityManager, hash: Buffer, now: Date): Promise<SessionOwner | null> {
    return firstRow<SessionOwner>(
      tx,
      sql`UPDATE refresh_token t SET used_at = ${now}
          FROM session s JOIN user_account u ON u.id = s.user_id
          WHERE t.token_hash = ${hash} AND t.used_at IS NULL AND t.expires_at > ${now}
            AND s.id = t.session_id AND s.ended_at IS NULL AND u.is_active
          RETURNING s.id AS session_id, s.organization_id, s.user_id, u.role`,
    );
  }

  /** The session that a token belongs to, good or not. */
  findOwnerOfToken(tx: EntityManager, hash: Buffer): Promise<(SessionOwner & { is_used: boolean }) | null> {
    return firstRow(
      tx,
      sql`SELECT s.id AS session_id, s.organization_id, s.user_id, u.role, t.used_at IS NOT NULL AS is_used
          FROM refresh_token t JOIN session s ON s.id = t.session_id JOIN user_account u ON u.id = s.user_id
          WHERE t.token_hash = ${hash}`,
    );
  }

  /** Ends one session. False when it had ended before. */
  async end(tx: EntityManager, sessionId: string, reason: SessionEnd): Promise<boolean> {
    const ended = await firstRow(
      tx,
      sql`UPDATE session SET ended_at = now(), end_reason = ${reason}
          WHERE id = ${sessionId} AND ended_at IS NULL RETURNING id`,
    );
    return ended !== null;
  }

  /** Ends all sessions of a user, but for one where it is given. */
  async endAll(tx: EntityManager, userId: string, reason: SessionEnd, except?: string): Promise<void> {
    const but = except === undefined ? empty : sql`AND id <> ${except}`;
    await rows(
      tx,
      sql`UPDATE session SET ended_at = now(), end_reason = ${reason}
          WHERE user_id = ${userId} AND ended_at IS NULL ${but}`,
    );
  }

  /** Removes what can never sign anybody in again: run-out tokens of a session. */
  async forgetExpiredTokens(tx: EntityManager, sessionId: string, now: Date): Promise<void> {
    await rows(tx, sql`DELETE FROM refresh_token WHERE session_id = ${sessionId} AND expires_at <= ${now}`);
  }

  /** …and old sessions of a user that nobody can continue. */
  async forgetDeadSessions(tx: EntityManager, userId: string, now: Date): Promise<void> {
    await rows(
      tx,
      sql`DELETE FROM session s
          WHERE s.user_id = ${userId} AND s.created_at < ${now}::timestamptz - ${FORGET_AFTER}::interval
            AND NOT EXISTS (SELECT FROM refresh_token t WHERE t.session_id = s.id AND t.expires_at > ${now})`,
    );
  }
}

function actorsWhere(condition: Sql): Sql {
  return sql`SELECT u.id AS user_id, u.organization_id, u.role, s.id AS session_id, p.id AS patient_id, v.id AS provider_id
             FROM session s
             JOIN user_account u ON u.id = s.user_id
             LEFT JOIN patient p ON p.user_id = u.id
             LEFT JOIN provider v ON v.user_id = u.id
             WHERE ${condition} AND s.ended_at IS NULL AND u.is_active`;
}
