import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../domain/errors.js';
import { EventLog } from '../events/event-log.js';
import type { EventType } from '../events/event-types.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { found } from '../platform/found.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens.js';
import type { SignInView } from './auth.view.js';
import { SessionRepository, type SessionOwner } from './session.repository.js';
import type { User } from './user.entity.js';
import { UserRepository } from './user.repository.js';
import { toMeView } from './user.view.js';

const REFRESH_TOKEN_MS = 24 * 60 * 60 * 1_000;
const REFRESH_TOKEN_BYTES = 32;

/** Sessions and their tokens: an access token for an hour, and a refresh token for a day that works once. */
@Injectable()
export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly tokens: AccessTokens,
    private readonly events: EventLog,
  ) {}

  /** Begins a session of a user whose password was just verified; null when they were shut out meanwhile. */
  start(user: User, address: string): Promise<SignInView | null> {
    return this.database.transaction(async (tx) => {
      const sessionId = await this.sessions.insert(tx, user);
      if (sessionId === null) return null;
      await this.sessions.forgetDeadSessions(tx, user.id, new Date(this.clock.now()));
      const owner = {
        session_id: sessionId,
        user_id: user.id,
        role: user.role,
        organization_id: user.organization_id,
      };
      await this.record(tx, 'session.signed_in', owner, { address });
      return this.issueTokens(tx, user, sessionId);
    });
  }

  /**
   * New tokens for a refresh token, which is used up. One that was used before has been stolen, or its thief
   * was faster: nobody can tell, so the whole session ends.
   */
  async refresh(token: string, address: string): Promise<SignInView> {
    const rotate = () => this.database.transaction((tx) => this.rotate(tx, hashOf(token), address));
    // Apart, and refused only after the commit: a rollback would undo the end of the session.
    const renewed = await this.database.apart(rotate);
    if (renewed === null) throw new DomainError('invalid_token');
    return renewed;
  }

  /** Ends the session that either token belongs to. */
  async signOut(accessToken: string | null, refreshToken: string | undefined): Promise<void> {
    if (accessToken === null && refreshToken === undefined) throw new DomainError('unauthenticated');
    const ended = await this.database.transaction(async (tx) => {
      const owners = [await this.ownerByAccess(tx, accessToken), await this.ownerByRefresh(tx, refreshToken)];
      const results: boolean[] = [];
      for (const owner of owners) if (owner) results.push(await this.end(tx, owner));
      return results.includes(true);
    });
    if (!ended) throw new DomainError('invalid_token');
  }

  private async rotate(tx: EntityManager, hash: Buffer, address: string): Promise<SignInView | null> {
    const now = new Date(this.clock.now());
    const owner = await this.sessions.spendToken(tx, hash, now);
    if (!owner) {
      await this.endReused(tx, hash, address);
      return null;
    }
    await this.sessions.forgetExpiredTokens(tx, owner.session_id, now);
    const user = found(await this.users.findById(tx, owner.organization_id, owner.user_id));
    return this.issueTokens(tx, user, owner.session_id);
  }

  private async endReused(tx: EntityManager, hash: Buffer, address: string): Promise<void> {
    const owner = await this.sessions.findOwnerOfToken(tx, hash);
    if (!owner?.is_used) return;
    const ended = await this.sessions.end(tx, owner.session_id, 'token_reuse');
    if (ended) await this.record(tx, 'session.token_reused', owner, { address });
  }

  private async issueTokens(tx: EntityManager, user: User, sessionId: string): Promise<SignInView> {
    const refreshToken = randomBytes(REFRESH_TOKEN_BYTES).toString('base64url');
    const expiresAt = new Date(this.clock.now() + REFRESH_TOKEN_MS);
    await this.sessions.insertToken(tx, sessionId, hashOf(refreshToken), expiresAt);
    const actor = await this.sessions.findActor(tx, sessionId);
    return {
      access_token: this.tokens.sign(user, sessionId),
      refresh_token: refreshToken,
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_SECONDS,
      user: toMeView(user, actor ?? { patient_id: null, provider_id: null }),
    };
  }

  private async ownerByAccess(tx: EntityManager, token: string | null): Promise<SessionOwner | null> {
    const sessionId = token === null ? null : this.tokens.sessionOf(token);
    return sessionId === null ? null : this.sessions.findActor(tx, sessionId);
  }

  private async ownerByRefresh(tx: EntityManager, token: string | undefined): Promise<SessionOwner | null> {
    return token === undefined ? null : this.sessions.findOwnerOfToken(tx, hashOf(token));
  }

  private async end(tx: EntityManager, owner: SessionOwner): Promise<boolean> {
    const ended = await this.sessions.end(tx, owner.session_id, 'logout');
    if (ended) await this.record(tx, 'session.signed_out', owner, {});
    return ended;
  }

  private record(tx: EntityManager, type: EventType, owner: SessionOwner, details: object): Promise<void> {
    const { session_id, user_id } = owner;
    return this.events.append(tx, {
      type,
      actor: owner,
      subject_id: user_id,
      details: { session_id, ...details },
    });
  }
}

/** The token is random enough that a plain hash of it gives nothing away. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
