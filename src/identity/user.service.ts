import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { invalidField } from '../domain/errors.js';
import { EventLog } from '../events/event-log.js';
import { Database } from '../platform/database/database.js';
import { found, given } from '../platform/found.js';
import { assertVersion } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { normalizePhone } from '../platform/phone.js';
import type { Actor } from '../platform/security/actor.js';
import { makeUser, type NewUser } from './new-user.js';
import { PASSWORD_MAX, PASSWORD_MIN, PasswordHasher } from './password-hasher.js';
import { SessionRepository } from './session.repository.js';
import type { UpdateMeDto, UserQuery } from './user.dto.js';
import type { User } from './user.entity.js';
import { UserRepository } from './user.repository.js';
import { type MeView, toMeView, toUserView, type UserView } from './user.view.js';

@Injectable()
export class UserService {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly events: EventLog,
    private readonly hasher: PasswordHasher,
  ) {}

  async list(actor: Actor, query: UserQuery): Promise<Page<UserView>> {
    const page = await this.database.reading((reader) =>
      this.users.list(reader, actor.organization_id, query),
    );
    return page.map(toUserView);
  }

  async get(actor: Actor, id: string): Promise<UserView> {
    return toUserView(found(await this.users.findById(this.database.manager, actor.organization_id, id)));
  }

  async me(actor: Actor): Promise<MeView> {
    const user = await this.users.findById(this.database.manager, actor.organization_id, actor.user_id);
    return toMeView(found(user), actor);
  }

  updateMe(actor: Actor, input: UpdateMeDto, version?: number): Promise<MeView> {
    return this.database.transaction(async (tx) => {
      const user = found(await this.users.findByIdForUpdate(tx, actor.organization_id, actor.user_id));
      assertVersion(user.version, version);
      const before = { ...user };
      const after = await this.users.save(tx, Object.assign(user, columnsOf(input)));
      if (after.version !== before.version)
        await this.events.append(tx, { type: 'user.updated', actor, subject_id: user.id, before, after });
      return toMeView(after, actor);
    });
  }

  /** Lets a user in. Who listens to the event makes the profile of their role, in the same transaction. */
  activate(actor: Actor, id: string, version?: number): Promise<UserView> {
    return this.database.transaction((tx) => this.setActive(tx, actor, id, true, version));
  }

  /** Shuts a user out, and ends their sessions at once. */
  deactivate(actor: Actor, id: string, version?: number): Promise<UserView> {
    return this.database.transaction(async (tx) => {
      const view = await this.setActive(tx, actor, id, false, version);
      await this.sessions.endAll(tx, id, 'deactivated');
      return view;
    });
  }

  /**
   * Makes a user who may sign in at once, with the profile of their role: for set-up and demo data, where
   * nobody is there to activate anybody.
   */
  async createActive(tx: EntityManager, input: NewUser & { password: string }): Promise<User> {
    assertPassword(input.password);
    const user = makeUser(input, await this.hasher.hash(input.password), true);
    const after = await this.users.save(tx, user);
    const said = { actor: null, organization_id: user.organization_id, subject_id: user.id, after };
    await this.events.append(tx, { type: 'user.registered', ...said });
    await this.events.append(tx, { type: 'user.activated', ...said });
    return after;
  }

  /** Nothing happens, and no event, where the user is so already. */
  private async setActive(
    tx: EntityManager,
    actor: Actor,
    id: string,
    isActive: boolean,
    version?: number,
  ): Promise<UserView> {
    const user = found(await this.users.findByIdForUpdate(tx, actor.organization_id, id));
    assertVersion(user.version, version);
    if (user.is_active === isActive) return toUserView(user);
    const before = { ...user };
    const after = await this.users.save(tx, Object.assign(user, { is_active: isActive }));
    const type = isActive ? 'user.activated' : 'user.deactivated';
    await this.events.append(tx, { type, actor, subject_id: id, before, after });
    return toUserView(after);
  }
}

function columnsOf(input: UpdateMeDto): Partial<User> {
  const columns: Partial<User> = given(input);
  if (typeof input.phone_number === 'string')
    columns.phone_number = normalizePhone(input.phone_number, 'phone_number');
  return columns;
}

/** What DTOs check for requests, for the command line. */
function assertPassword(password: string): void {
  if (password.length < PASSWORD_MIN || password.length > PASSWORD_MAX)
    throw invalidField('password', `A password has ${PASSWORD_MIN} to ${PASSWORD_MAX} characters.`);
}
