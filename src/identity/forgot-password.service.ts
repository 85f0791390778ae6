import { Injectable } from '@nestjs/common';
import { invalidField } from '../domain/errors.js';
import { EventLog, type NewEvent } from '../events/event-log.js';
import { Database } from '../platform/database/database.js';
import { AccountFinder, type FoundAccounts } from './account-finder.js';
import { AttemptLimiter } from './attempt-limiter.js';
import type { ForgotPasswordDto } from './auth.dto.js';

@Injectable()
export class ForgotPasswordService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountFinder,
    private readonly attempts: AttemptLimiter,
    private readonly events: EventLog,
  ) {}

  /**
   * Asks for an email with a reset link. Known or not, the answer is the same and so is the work: one search
   * and one event. The email is made from the event, later, by somebody else.
   */
  async request(input: ForgotPasswordDto, address: string): Promise<void> {
    const identifier = input.identifier ?? input.email;
    if (identifier === undefined) throw invalidField('identifier', 'Say the national ID or the email.');
    await this.attempts.assertAllowed('forgot_password', identifier, address);
    const accounts = await this.accounts.find(identifier, input.organization);
    await this.database.transaction(async (tx) => {
      for (const event of eventsOf(accounts, address)) await this.events.append(tx, event);
    });
  }
}

function eventsOf(accounts: FoundAccounts, address: string): NewEvent[] {
  if (accounts.users.length === 0)
    return [
      {
        type: 'user.password_reset_refused',
        actor: null,
        organization_id: accounts.organization_id,
        subject_id: null,
        details: { reason: 'unknown_account', address },
      },
    ];
  return accounts.users.map((user) => ({
    type: 'user.password_reset_requested',
    actor: null,
    organization_id: user.organization_id,
    subject_id: user.id,
    details: { address },
  }));
}
