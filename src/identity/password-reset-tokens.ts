import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '../config/env.module.js';
import type { Env } from '../config/env.js';
import { Clock } from '../platform/clock.js';
import { acceptedSecrets } from '../platform/security/keys.js';
import { isResetTokenOf, readResetToken, type ResetToken } from './password-reset-token.js';
import type { User } from './user.entity.js';

/** Reset tokens with this installation's secret and clock. */
@Injectable()
export class PasswordResetTokens {
  constructor(
    private readonly clock: Clock,
    @Inject(ENV) private readonly env: Env,
  ) {}

  read(text: string): ResetToken | null {
    return readResetToken(text);
  }

  isOf(user: Pick<User, 'id' | 'password_hash'>, token: ResetToken): boolean {
    const now = this.clock.now();
    return acceptedSecrets(this.env).some((secret) => isResetTokenOf(secret, user, token, now));
  }
}
