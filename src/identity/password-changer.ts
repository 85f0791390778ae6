import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EventLog } from '../events/event-log.js';
import type { Actor } from '../platform/security/actor.js';
import { SessionRepository } from './session.repository.js';
import type { User } from './user.entity.js';
import { UserRepository } from './user.repository.js';

/** The one way that a password becomes another: with the sessions that it ends and the event. */
@Injectable()
export class PasswordChanger {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly events: EventLog,
  ) {}

  /**
   * False when the password is no longer the one of `user`: somebody else changed it first.
   * @param actor who does it, whose own session goes on; null: whoever has the token from the email
   */
  async replace(tx: EntityManager, user: User, newHash: string, actor: Actor | null): Promise<boolean> {
    if (!(await this.users.replacePassword(tx, user, newHash))) return false;
    await this.sessions.endAll(tx, user.id, 'password_changed', actor?.session_id);
    await this.events.append(tx, {
      type: 'user.password_changed',
      actor,
      organization_id: user.organization_id,
      subject_id: user.id,
      details: { by: actor ? 'current_password' : 'reset_token' },
    });
    return true;
  }
}
