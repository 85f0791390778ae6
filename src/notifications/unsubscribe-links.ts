import { Inject, Injectable } from '@nestjs/common';
import type { Env } from '../config/env.js';
import { ENV } from '../config/env.module.js';
import { API_PREFIX } from '../platform/http/api-prefix.js';
import type { ClaimedNotification } from './delivery.repository.js';
import type { Message } from './message.js';
import { type Keys, keysFor } from '../platform/security/keys.js';
import { makeUnsubscribeToken, UNSUBSCRIBE_PURPOSE, type UnsubscribeScope } from './unsubscribe-token.js';

export const UNSUBSCRIBE_PATH = 'notifications/unsubscribe';

/** The link at the end of an email by which its reader gets no more of them. */
@Injectable()
export class UnsubscribeLinks {
  private readonly keys: Keys;

  constructor(@Inject(ENV) private readonly env: Env) {
    this.keys = keysFor(UNSUBSCRIBE_PURPOSE, env);
  }

  /** Who has enough of reminders goes on hearing of cancellations. */
  linkFor(notification: ClaimedNotification): { scope: UnsubscribeScope; url: string } {
    const { organization_id, recipient_id, event } = notification;
    const recipient = notification.recipient === 'provider' ? 'provider' : 'patient';
    const scope = scopeOf(event);
    const who = { organization_id, recipient, recipient_id, scope } as const;
    const token = makeUnsubscribeToken(this.keys, who);
    return { scope, url: `${this.env.publicUrl}/${API_PREFIX}/${UNSUBSCRIBE_PATH}?token=${token}` };
  }
}

function scopeOf(message: Message): UnsubscribeScope {
  if (message === 'reminder') return 'reminders';
  return message === 'digest' ? 'digest' : 'email';
}
