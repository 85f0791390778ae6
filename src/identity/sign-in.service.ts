import { Injectable } from '@nestjs/common';
import { DomainError } from '../domain/errors.js';
import { EventLog } from '../events/event-log.js';
import { Database } from '../platform/database/database.js';
import { AccountFinder, type FoundAccounts } from './account-finder.js';
import { type Attempt, AttemptLimiter, tooManyAttempts } from './attempt-limiter.js';
import type { SignInDto } from './auth.dto.js';
import type { SignInView } from './auth.view.js';
import { type HashSlot, NOBODYS_HASH, PasswordHasher } from './password-hasher.js';
import { SessionService } from './session.service.js';
import type { User } from './user.entity.js';

/** Why somebody was not let in; for the log only. */
type Refusal = 'unknown_account' | 'wrong_password' | 'account_inactive' | 'too_many_attempts';

@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountFinder,
    private readonly hasher: PasswordHasher,
    private readonly attempts: AttemptLimiter,
    private readonly sessions: SessionService,
    private readonly events: EventLog,
  ) {}

  /**
   * Signs in by national ID or email. Unknown accounts and wrong passwords look alike, and take as long.
   * The attempt is counted inside the slot: so no more are in the air than can be hashed at once, and
   * many people with the right password at one address do not shut each other out.
   */
  signIn(input: SignInDto, address: string): Promise<SignInView> {
    // Apart: a refusal undoes no count and no event.
    return this.database.apart(() => this.hasher.inSlot((slot) => this.signInWithin(slot, input, address)));
  }

  private async signInWithin(slot: HashSlot, input: SignInDto, address: string): Promise<SignInView> {
    const attempt = await this.attempts.count('sign_in', input.identifier, address);
    const accounts = await this.accounts.find(input.identifier, input.organization);
    if (attempt.exceeded) return this.refuseForNow(accounts, attempt.exceeded, address);
    const user = await knownBy(slot, accounts.users, input.password);
    if (user === null) return this.refuse(accounts, address);
    if (!user.is_active) return this.refuseInactive(user, attempt, address);
    const view = await this.sessions.start(user, address);
    if (view === null) return this.refuse(accounts, address);
    await this.settle(attempt, accounts, input.identifier, address);
    return view;
  }

  /**
   * The right password is no failed attempt, and clears those before it. Not where several accounts share
   * the identifier: else whoever owns one of them could guess at the others without end.
   */
  private async settle(
    attempt: Attempt,
    accounts: FoundAccounts,
    identifier: string,
    address: string,
  ): Promise<void> {
    await this.attempts.giveBack(attempt);
    if (accounts.users.length === 1) await this.attempts.clear('sign_in', [identifier], address);
  }

  private async refuse(accounts: FoundAccounts, address: string): Promise<never> {
    await this.record(accounts, accounts.users.length === 0 ? 'unknown_account' : 'wrong_password', address);
    throw new DomainError('invalid_credentials');
  }

  /** Written down once for each window: the log is not a place to flood. */
  private async refuseForNow(
    accounts: FoundAccounts,
    exceeded: NonNullable<Attempt['exceeded']>,
    address: string,
  ): Promise<never> {
    if (exceeded.isFirst) await this.record(accounts, 'too_many_attempts', address);
    throw tooManyAttempts(exceeded.retryAfterSeconds);
  }

  private async refuseInactive(user: User, attempt: Attempt, address: string): Promise<never> {
    await this.attempts.giveBack(attempt);
    await this.record({ organization_id: user.organization_id, users: [user] }, 'account_inactive', address);
    throw new DomainError('account_inactive', {
      detail: 'This account waits for an administrator to activate it.',
    });
  }

  private record(accounts: FoundAccounts, reason: Refusal, address: string): Promise<void> {
    const subjects = accounts.users.map((user) => ({ id: user.id, organization_id: user.organization_id }));
    const nobody = { id: null, organization_id: accounts.organization_id };
    return this.database.transaction(async (tx) => {
      for (const { id, organization_id } of subjects.length === 0 ? [nobody] : subjects)
        await this.events.append(tx, {
          type: 'session.sign_in_refused',
          actor: null,
          organization_id,
          subject_id: id,
          details: { reason, address },
        });
    });
  }
}

/** Whose password it is; somebody active before somebody inactive. */
async function knownBy(slot: HashSlot, users: readonly User[], password: string): Promise<User | null> {
  if (users.length === 0) await slot.verify(NOBODYS_HASH, password);
  let inactive: User | null = null;
  for (const user of users) {
    if (!(await slot.verify(user.password_hash, password))) continue;
    if (user.is_active) return user;
    inactive ??= user;
  }
  return inactive;
}
