import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Env } from '../config/env.js';
import { ENV } from '../config/env.module.js';
import { Database } from '../platform/database/database.js';
import { EmailChannel } from './channels/email.channel.js';
import { SMS_GATEWAY, type SmsGateway } from './channels/sms-gateway.js';
import type { SentMessage } from './delivery.repository.js';
import { Lane } from './lane.js';
import type { Channel } from './message.js';
import type { Written } from './message-writer.js';
import { PaceRepository } from './pace.repository.js';
import { SendingMetrics } from './sending-metrics.js';

export type ToSend = Exclude<Written, { skip: unknown } | { wait_until: unknown }>;

/** What stands in `notification.gateway` of an email. */
const EMAIL_GATEWAY = 'smtp';

/** Every channel's way out; none knows of the others' trouble. */
@Injectable()
export class Lanes implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly lanes: Readonly<Record<Channel, Lane>>;

  constructor(
    private readonly database: Database,
    private readonly pace: PaceRepository,
    private readonly email: EmailChannel,
    @Inject(SMS_GATEWAY) private readonly sms: SmsGateway,
    @Inject(ENV) private readonly env: Env,
    private readonly metrics: SendingMetrics,
  ) {
    // As many as there are senders wait for their turn at once.
    setMaxListeners(0, this.stopping.signal);
    this.lanes = {
      email: new Lane('email', () => this.turn('email')),
      sms: new Lane('sms', () => this.turn('sms')),
    };
  }

  /** Whoever waits for a turn has claimed nothing, and goes. */
  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  of(channel: Channel): Lane {
    return this.lanes[channel];
  }

  isConfigured(channel: Channel): boolean {
    return channel === 'sms' || this.email.isConfigured;
  }

  /** How many the channel's gateway may be given in a second, by all workers together; 0: as many as it takes. */
  perSecond(channel: Channel): number {
    return channel === 'email' ? this.env.emailPerSecond : this.env.smsPerSecond;
  }

  /** @throws SendFailure */
  async handOver(id: string, message: ToSend): Promise<Pick<SentMessage, 'gateway' | 'gateway_message_id'>> {
    const { channel } = message;
    const gateway = channel === 'email' ? EMAIL_GATEWAY : this.sms.name;
    const ask = (): Promise<{ gateway_message_id: string }> =>
      message.channel === 'email'
        ? this.email.send(id, message.email)
        : this.sms.send(message.address, message.text);
    const receipt = await this.of(channel).send(() => this.metrics.attempt(channel, gateway, ask));
    return { gateway, gateway_message_id: receipt.gateway_message_id };
  }

  /** A notification will not be tried again. */
  ended(channel: Channel, status: 'sent' | 'failed' | 'skipped'): void {
    this.metrics.ended(channel, status);
  }

  private async turn(channel: Channel): Promise<boolean> {
    const perSecond = this.perSecond(channel);
    if (perSecond === 0) return true;
    const waitMs = await this.pace.takeTurn(this.database.manager, channel, perSecond);
    if (waitMs <= 0) return true;
    const { signal } = this.stopping;
    return pause(waitMs, true, { signal }).catch(() => false);
  }
}
