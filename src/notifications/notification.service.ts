import { Injectable } from '@nestjs/common';
import { DomainError } from '../domain/errors.js';
import { EventLog } from '../events/event-log.js';
import { Database } from '../platform/database/database.js';
import { found } from '../platform/found.js';
import type { Page } from '../platform/http/views.js';
import { OutboxHint } from '../platform/queue/outbox-hint.js';
import type { Actor } from '../platform/security/actor.js';
import type { NotificationQuery } from './notification.dto.js';
import { NotificationRepository } from './notification.repository.js';
import { type NotificationView, toNotificationView } from './notification.view.js';

/** Seeing what was sent, and asking for it again. */
@Injectable()
export class NotificationService {
  constructor(
    private readonly database: Database,
    private readonly notifications: NotificationRepository,
    private readonly events: EventLog,
    private readonly hint: OutboxHint,
  ) {}

  async list(actor: Actor, query: NotificationQuery): Promise<Page<NotificationView>> {
    const page = await this.notifications.list(this.database.manager, actor.organization_id, query);
    return page.map(toNotificationView);
  }

  /** Only what failed or was skipped; what is sent, or on its way, is not sent again. */
  async resend(actor: Actor, id: string): Promise<NotificationView> {
    const queued = await this.database.transaction(async (tx) => {
      const current = found(await this.notifications.findByIdForUpdate(tx, actor.organization_id, id));
      if (current.status !== 'failed' && current.status !== 'skipped')
        throw new DomainError('not_resendable', { detail: `This message is ${current.status}.` });
      await this.events.append(tx, { type: 'notification.resent', actor, subject_id: id });
      return found(await this.notifications.queueAgain(tx, id));
    });
    this.database.afterCommit(() => void this.hint.hintDeliveries([queued]));
    return toNotificationView(queued);
  }
}
