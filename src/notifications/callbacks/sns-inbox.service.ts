import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Env } from '../../config/env.js';
import { ENV } from '../../config/env.module.js';
import { DomainError } from '../../domain/errors.js';
import { Clock } from '../../platform/clock.js';
import { SmsAnswers } from './sms-answers.service.js';
import { SmsReceipts } from './sms-receipts.service.js';
import { assertRecent, type SnsMessage, snsMessageOf } from './sns-message.js';
import { SnsSignatures } from './sns-signatures.js';
import { amazonUrl, SnsWeb } from './sns-web.js';

/** What our topic carries: records of deliveries, and people's answers. */
interface Told {
  /** A record of a delivery, as SNS writes it into CloudWatch Logs. */
  notification?: { messageId?: unknown };
  status?: unknown;
  delivery?: { providerResponse?: unknown };
  /** An answer, of two-way SMS. */
  originationNumber?: unknown;
  messageBody?: unknown;
}

/** Takes what Amazon SNS posts: about our topic alone, and signed. */
@Injectable()
export class SnsInbox {
  private readonly logger = new Logger(SnsInbox.name);

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly signatures: SnsSignatures,
    private readonly web: SnsWeb,
    private readonly receipts: SmsReceipts,
    private readonly answers: SmsAnswers,
    private readonly clock: Clock,
  ) {}

  /** @param address whose message it is said to be; see `partyOf` */
  async take(body: unknown, address: string): Promise<void> {
    const { sms } = this.env;
    if (sms.gateway !== 'aws_sns' || sms.topicArn === null) throw new DomainError('not_found');
    const message = snsMessageOf(body);
    // Before anything is fetched: nobody else's topic makes us ask Amazon.
    if (message.TopicArn !== sms.topicArn)
      throw new DomainError('forbidden', { detail: 'This is not our topic.' });
    assertRecent(message, this.clock.now());
    await this.signatures.assertSigned(message, address);
    if (message.Type === 'Notification') await this.takeTold(toldBy(message.Message));
    else await this.takeConfirmation(message);
  }

  private async takeTold(told: Told): Promise<void> {
    const { originationNumber: from, messageBody: text, notification, status, delivery } = told;
    if (typeof from === 'string' && typeof text === 'string') return this.answers.take('aws_sns', from, text);
    const id = notification?.messageId;
    if (typeof id !== 'string' || (status !== 'SUCCESS' && status !== 'FAILURE')) return;
    const reason = delivery?.providerResponse;
    await this.receipts.take({
      gateway: 'aws_sns',
      gateway_message_id: id,
      outcome: status === 'SUCCESS' ? 'delivered' : 'failed',
      code: typeof reason === 'string' ? reason : null,
    });
  }

  private async takeConfirmation({ Type, TopicArn, SubscribeURL = '' }: SnsMessage): Promise<void> {
    // That of an end holds a way back: it is not taken, somebody meant it.
    if (Type === 'UnsubscribeConfirmation')
      return this.logger.warn('The SNS topic tells us nothing any more.');
    await this.web.get(amazonUrl(SubscribeURL, TopicArn));
    this.logger.log('The SNS topic is subscribed to.');
  }
}

function toldBy(text: string): Told {
  try {
    const told: unknown = JSON.parse(text);
    return typeof told === 'object' && told !== null ? told : {};
  } catch {
    return {};
  }
}
