import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { toDomainError } from '../platform/database/pg-errors.js';
import { describe } from '../platform/queue/steady-loop.js';
import { EmailChannel } from './channels/email.channel.js';
import { SendFailure } from './channels/send-failure.js';
import { SMS_GATEWAY, type SmsGateway } from './channels/sms-gateway.js';
import { maskAddress } from './contact.js';
import { type ClaimedNotification, DeliveryRepository } from './delivery.repository.js';
import { CLAIM_IS_FRESH_MS } from './limits.js';
import { MessageWriter, type Written } from './message-writer.js';
import { MAX_ATTEMPTS, pauseAfter } from './retry-policy.js';

type ToSend = Exclude<Written, { skip: unknown } | { wait_until: unknown }>;

const MARK_PAUSE_MS = 500;
/** Longer than most outages; the row then waits for its claim to run out. */
const MARK_TRIES = 600;

/**
 * Sends notifications, each by whoever claims its row first. Between the gateway's yes and our mark a crash
 * can still happen; then the repeat carries the same Message-ID. Nothing else is ever sent twice.
 */
@Injectable()
export class Delivery {
  private readonly logger = new Logger(Delivery.name);
  /** In the hands of this process: not to be sent again by it, even if the mark is late and the claim ran out. */
  private readonly inHand = new Set<string>();

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
    const askedAt = performance.now();
    const claimed = await this.deliveries.claim(this.database.manager, id);
    if (claimed) await this.handle(claimed, askedAt);
  }

  /** Sends the one that is overdue the longest. @returns whether there was one */
  async deliverNext(overdueMs: number): Promise<boolean> {
    const askedAt = performance.now();
    const claimed = await this.deliveries.claimNext(this.database.manager, overdueMs);
    if (claimed) await this.handle(claimed, askedAt);
    return claimed !== null;
  }

  private async handle(claimed: ClaimedNotification, askedAt: number): Promise<void> {
    // A process that stood still since it asked may have lost the claim: a later attempt will do it.
    const isStale = performance.now() - askedAt > CLAIM_IS_FRESH_MS;
    if (isStale || this.inHand.has(claimed.id)) return;
    this.inHand.add(claimed.id);
    try {
      await this.attempt(claimed);
    } finally {
      this.inHand.delete(claimed.id);
    }
  }

  private async attempt(claimed: ClaimedNotification): Promise<void> {
    const { manager } = this.database;
    // Only a worker that died each time leaves such a row behind; it must not go on forever.
    if (claimed.attempts > MAX_ATTEMPTS)
      return this.deliveries.markFailed(manager, claimed, 'No attempt came to an end.');
    let written: Written;
    let messageId: string;
    try {
      written = await this.writer.write(manager, claimed, this.clock.now());
      if ('skip' in written) return await this.deliveries.markSkipped(manager, claimed, written.skip);
      if ('wait_until' in written) return await this.waitUntil(claimed, written.wait_until);
      if (written.channel === 'email' && !this.email.isConfigured)
        return await this.deliveries.markSkipped(manager, claimed, 'not_configured');
      messageId = await this.send(claimed.id, written);
    } catch (error) {
      return this.settleFailure(claimed, error);
    }
    await this.markSent(claimed.id, messageId, maskAddress(written.address));
  }

  private waitUntil(claimed: ClaimedNotification, moment: number): Promise<void> {
    const pause = moment - this.clock.now();
    return this.deliveries.postpone(
      this.database.manager,
      claimed,
      'Waits for the end of quiet hours.',
      pause,
    );
  }

  private async send(id: string, written: ToSend): Promise<string> {
    const { gateway_message_id } =
      written.channel === 'email'
        ? await this.email.send(id, written.email)
        : await this.sms.send(written.address, written.text, id);
    return gateway_message_id;
  }

  /** The message is out. A mark that fails is no reason to send it again: it is made until it succeeds. */
  private async markSent(id: string, messageId: string, addressHint: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.deliveries.markSent(this.database.manager, id, messageId, addressHint);
      } catch (error) {
        if (attempt === MARK_TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, MARK_PAUSE_MS));
      }
    }
  }

  /** One that cannot be sent never stops another: it waits, longer each time, or is left for people to look at. */
  private async settleFailure(claimed: ClaimedNotification, error: unknown): Promise<void> {
    // The database is away: nothing was sent, and nothing can be written down about it.
    if (toDomainError(error)?.code === 'service_unavailable') throw error;
    const failure = error instanceof SendFailure ? error : null;
    if (!failure) this.logger.error(`a notification could not be written: ${describe(error)}`);
    const { manager } = this.database;
    const reason = failure?.message ?? 'Something went wrong on our side.';
    if (failure?.kind === 'permanent' || claimed.attempts >= MAX_ATTEMPTS)
      return this.deliveries.markFailed(manager, claimed, reason);
    await this.deliveries.postpone(manager, claimed, reason, pauseAfter(claimed.attempts));
  }
}
