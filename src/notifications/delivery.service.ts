import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { describe } from '../platform/queue/steady-loop.js';
import { EmailChannel } from './channels/email.channel.js';
import { SendFailure } from './channels/send-failure.js';
import { SMS_GATEWAY, type SmsGateway } from './channels/sms-gateway.js';
import { maskAddress } from './contact.js';
import { type ClaimedNotification, DeliveryRepository } from './delivery.repository.js';
import { MessageWriter, type Written } from './message-writer.js';
import { MAX_ATTEMPTS, pauseAfter } from './retry-policy.js';

type ToSend = Exclude<Written, { skip: unknown }>;

/**
 * Sends notifications, each by whoever claims its row first. Between the gateway's yes and our mark a crash
 * can still happen; then the repeat carries the same Message-ID. Nothing else is ever sent twice.
 */
@Injectable()
export class Delivery {
  private readonly logger = new Logger(Delivery.name);

  constructor(
    private readonly database: Database,
    private readonly deliveries: DeliveryRepository,
    private readonly writer: MessageWriter,
    private readonly email: EmailChannel,
    @Inject(SMS_GATEWAY) private readonly sms: SmsGateway,
    private readonly clock: Clock,
  ) {}

  /** Sends this one, unless it was sent, is not due, or somebody else is at it. */
  async deliver(id: string): Promise<void> {
    const claimed = await this.deliveries.claim(this.database.manager, id);
    if (claimed) await this.handle(claimed);
  }

  /** Sends the one that is overdue the longest. @returns whether there was one */
  async deliverNext(overdueMs: number): Promise<boolean> {
    const claimed = await this.deliveries.claimNext(this.database.manager, overdueMs);
    if (claimed) await this.handle(claimed);
    return claimed !== null;
  }

  private async handle(claimed: ClaimedNotification): Promise<void> {
    const { manager } = this.database;
    try {
      const written = await this.writer.write(manager, claimed, this.clock.now());
      if ('skip' in written) return await this.deliveries.markSkipped(manager, claimed, written.skip);
      if (written.channel === 'email' && !this.email.isConfigured)
        return await this.deliveries.markSkipped(manager, claimed, 'not_configured');
      const messageId = await this.send(claimed.id, written);
      await this.deliveries.markSent(manager, claimed.id, messageId, maskAddress(written.address));
    } catch (error) {
      await this.settleFailure(claimed, error);
    }
  }

  private async send(id: string, written: ToSend): Promise<string> {
    const { gateway_message_id } =
      written.channel === 'email'
        ? await this.email.send(id, written.email)
        : await this.sms.send(written.address, written.text);
    return gateway_message_id;
  }

  /** One that cannot be sent never stops another: it waits, longer each time, or is left for people to look at. */
  private async settleFailure(claimed: ClaimedNotification, error: unknown): Promise<void> {
    const failure = error instanceof SendFailure ? error : null;
    if (!failure) this.logger.error(`a notification could not be written or marked: ${describe(error)}`);
    const { manager } = this.database;
    const reason = failure?.message ?? 'Something went wrong on our side.';
    if (failure?.permanent || claimed.attempts >= MAX_ATTEMPTS)
      return this.deliveries.markFailed(manager, claimed, reason);
    await this.deliveries.postpone(manager, claimed, reason, pauseAfter(claimed.attempts));
  }
}
