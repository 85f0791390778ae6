import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { toDomainError } from '../platform/database/pg-errors.js';
import { describe } from '../platform/queue/steady-loop.js';
import { inSpan } from '../platform/tracing/tracing.js';
import { SendFailure } from './channels/send-failure.js';
import { maskAddress } from './contact.js';
import { type ClaimedNotification, DeliveryRepository, type SentMessage } from './delivery.repository.js';
import { Lanes, type ToSend } from './lanes.js';
import { CLAIM_IS_FRESH_MS } from './limits.js';
import type { Channel, SkipReason } from './message.js';
import { MessageWriter } from './message-writer.js';
import { PersonCap } from './person-cap.js';
import { judgeFailure, MAX_ATTEMPTS } from './retry-policy.js';

const QUIET_HOURS = 'Waits for the end of quiet hours.';
const TOO_MANY = 'Waits: this person got too many messages within an hour.';

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
    private readonly lanes: Lanes,
    private readonly personCap: PersonCap,
    private readonly clock: Clock,
  ) {}

  /** Sends this one, unless it was sent, is not due, somebody else is at it, or its gateway is down. */
  async deliver(channel: Channel, id: string): Promise<void> {
    await this.claimAndSend(channel, () => this.deliveries.claim(this.database.manager, id));
  }

  /** Sends the channel's one that is overdue the longest. @returns whether there was one */
  async deliverNext(channel: Channel, overdueMs: number): Promise<boolean> {
    const { manager } = this.database;
    // Where turns are counted, none is taken for nothing.
    const isCapped = this.lanes.perSecond(channel) > 0;
    if (isCapped && (await this.deliveries.findDue(manager, channel, overdueMs, 1)).length === 0)
      return false;
    return this.claimAndSend(channel, () => this.deliveries.claimNext(manager, channel, overdueMs));
  }

  private claimAndSend(channel: Channel, claim: () => Promise<ClaimedNotification | null>): Promise<boolean> {
    return this.lanes.of(channel).enter(async () => {
      const askedAt = performance.now();
      const claimed = await claim();
      if (claimed)
        await inSpan('deliver', { 'kept.channel': channel, 'kept.notification_id': claimed.id }, () =>
          this.handle(claimed, askedAt),
        );
      return claimed !== null;
    });
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
    // Only a worker that died each time leaves such a row behind; it must not go on forever.
    if (claimed.attempts > MAX_ATTEMPTS) return this.fail(claimed, 'No attempt came to an end.');
    let sent: SentMessage;
    try {
      const message = await this.writer.write(this.database.manager, claimed, this.clock.now());
      if ('skip' in message) return await this.skip(claimed, message.skip);
      if ('wait_until' in message) return await this.wait(claimed, QUIET_HOURS, message.wait_until);
      if (!this.lanes.isConfigured(message.channel)) return await this.skip(claimed, 'not_configured');
      const tooMany = await this.personCap.judge(this.database.manager, claimed);
      if (tooMany === 'skip') return await this.skip(claimed, 'too_many');
      if (tooMany) return await this.wait(claimed, TOO_MANY, this.clock.now() + tooMany.waitMs);
      sent = await this.send(claimed.id, message);
    } catch (error) {
      return this.settleFailure(claimed, error);
    }
    await this.markSent(claimed.id, sent);
    this.lanes.ended(claimed.channel, 'sent');
  }

  private async skip(claimed: ClaimedNotification, reason: SkipReason): Promise<void> {
    await this.deliveries.markSkipped(this.database.manager, claimed, reason);
    this.lanes.ended(claimed.channel, 'skipped');
  }

  private async fail(claimed: ClaimedNotification, reason: string): Promise<void> {
    await this.deliveries.markFailed(this.database.manager, claimed, reason);
    this.lanes.ended(claimed.channel, 'failed');
  }

  /** Not now, which is nobody's fault. */
  private wait(claimed: ClaimedNotification, reason: string, until: number): Promise<void> {
    const pauseMs = until - this.clock.now();
    return this.deliveries.postpone(this.database.manager, claimed, { pauseMs, isFree: true, reason });
  }

  private async send(id: string, message: ToSend): Promise<SentMessage> {
    const receipt = await this.lanes.handOver(id, message);
    return { ...receipt, address_hint: maskAddress(message.address) };
  }

  /** The message is out. A mark that fails is no reason to send it again: it is made until it succeeds. */
  private async markSent(id: string, sent: SentMessage): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.deliveries.markSent(this.database.manager, id, sent);
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
    if (!(error instanceof SendFailure))
      this.logger.error(`a notification could not be written: ${describe(error)}`);
    const failure =
      error instanceof SendFailure ? error : new SendFailure('Something went wrong on our side.', 'passing');
    const lane = this.lanes.of(claimed.channel);
    const verdict = judgeFailure(failure, claimed.attempts, lane.state !== 'closed');
    if (failure.kind === 'throttled') lane.rest(verdict.pauseMs);
    if (verdict.isOver) return this.fail(claimed, failure.message);
    await this.deliveries.postpone(this.database.manager, claimed, { ...verdict, reason: failure.message });
  }
}
