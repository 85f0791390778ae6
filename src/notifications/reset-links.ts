import { Inject, Injectable } from '@nestjs/common';
import type { Env } from '../config/env.js';
import { ENV } from '../config/env.module.js';
import { makeResetToken, RESET_TOKEN_LIFETIME_MS } from '../identity/password-reset-token.js';
import type { UserFacts } from './message-facts.js';

/** Beside the API and not below it: a web application that stands in front has a page of its own there. */
export const RESET_PASSWORD_PATH = 'reset-password';

/** The link of a password reset. Made when the mail is sent: nothing secret waits in a table or a queue. */
@Injectable()
export class ResetLinks {
  constructor(@Inject(ENV) private readonly env: Env) {}

  linkFor({ user_id, password_hash, user }: UserFacts, now: number): string {
    const token = makeResetToken(
      this.env.jwtSecret,
      { id: user_id, password_hash },
      now + RESET_TOKEN_LIFETIME_MS,
    );
    return `${this.env.publicUrl}/${RESET_PASSWORD_PATH}?token=${token}&lang=${user.locale}`;
  }
}
