import { Injectable } from '@nestjs/common';
import { invalidField } from '../domain/errors.js';
import { Database } from '../platform/database/database.js';
import { found } from '../platform/found.js';
import type { Actor } from '../platform/security/actor.js';
import { AttemptLimiter } from './attempt-limiter.js';
import type { ChangePasswordDto, ResetPasswordDto } from './auth.dto.js';
import { PasswordChanger } from './password-changer.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordResetTokens } from './password-reset-tokens.js';
import type { User } from './user.entity.js';
import { UserRepository } from './user.repository.js';

const wrongPassword = () => invalidField('current_password', 'Is not your current password.');
const badToken = () => invalidField('token', 'Is not valid, or no longer. Ask for a new one.');

@Injectable()
export class PasswordService {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly attempts: AttemptLimiter,
    private readonly changer: PasswordChanger,
    private readonly resetTokens: PasswordResetTokens,
  ) {}

  /** Ends all sessions of the user but this one. Guessing the current password is limited as at sign-in. */
  async change(actor: Actor, input: ChangePasswordDto, address: string): Promise<void> {
    const { user, hash } = await this.hasher.inSlot(async (slot) => {
      const attempt = await this.attempts.assertAllowed('change_password', actor.user_id, address);
      const user = found(
        await this.users.findById(this.database.manager, actor.organization_id, actor.user_id),
      );
      if (!(await slot.verify(user.password_hash, input.current_password))) throw wrongPassword();
      await this.attempts.giveBack(attempt);
      return { user, hash: await slot.hash(input.new_password) };
    });
    const changed = await this.database.transaction((tx) => this.changer.replace(tx, user, hash, actor));
    if (!changed) throw wrongPassword();
  }

  /** Sets a password by the token of an email, and ends all sessions of the user. */
  async reset(input: ResetPasswordDto, address: string): Promise<void> {
    const user = await this.userOf(input.token);
    const hash = await this.hasher.hash(input.new_password);
    const changed = await this.database.transaction((tx) => this.changer.replace(tx, user, hash, null));
    if (!changed) throw badToken();
    // Who forgot their password has been guessing it: they may come in now.
    const identifiers = [user.email, ...(user.national_id === null ? [] : [user.national_id])];
    await this.attempts.clear('sign_in', identifiers, address);
  }

  private async userOf(text: string): Promise<User> {
    const token = this.resetTokens.read(text);
    const user = token && (await this.users.findAnywhereById(this.database.manager, token.user_id));
    if (!user || !this.resetTokens.isOf(user, token)) throw badToken();
    return user;
  }
}
