import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Env } from '../../config/env.js';
import { ENV } from '../../config/env.module.js';
import { DomainError } from '../../domain/errors.js';
import { AcceptsForm } from '../../platform/http/accepts.js';
import { Operation } from '../../platform/http/operation.js';
import { Public } from '../../platform/security/roles.js';
import { FORM_SCHEMA, formOf } from './form-fields.js';
import { isSame } from './is-same.js';
import { SmsAnswers } from './sms-answers.service.js';
import type { SmsReceipt } from './sms-receipt.repository.js';
import { SmsReceipts } from './sms-receipts.service.js';

/** The last word on a message; others are on the way there. */
const OUTCOMES = new Map<string, SmsReceipt['outcome']>([
  ['Success', 'delivered'],
  ['Rejected', 'failed'],
  ['Failed', 'failed'],
  ['AbsentSubscriber', 'failed'],
  ['Expired', 'failed'],
]);

/** Their callbacks are not signed: the secret in the path is what proves them, and a wrong one is no path of ours. */
@ApiTags('sms callbacks')
@ApiParam({ name: 'secret', schema: { type: 'string' }, description: '`AFRICAS_TALKING_CALLBACK_SECRET`' })
@Public()
@Controller('sms/africas_talking/:secret')
export class AfricasTalkingCallbackController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly receipts: SmsReceipts,
    private readonly answers: SmsAnswers,
  ) {}

  @Post('receipts')
  @AcceptsForm()
  @ApiBody({ schema: FORM_SCHEMA })
  @Operation({
    id: 'receiveAfricasTalkingReceipt',
    summary: 'What became of a text message, told by Africa’s Talking',
    description: 'Only where `SMS_GATEWAY` is `africas_talking`.',
    anyone: true,
    unlimited: true,
    neverStored: true,
  })
  async receipt(@Param('secret') secret: string, @Body() body: unknown): Promise<void> {
    const { id = '', status = '', failureReason } = this.proven(secret, body);
    const outcome = OUTCOMES.get(status);
    if (!outcome) return;
    const code = failureReason ?? status;
    await this.receipts.take({ gateway: 'africas_talking', gateway_message_id: id, outcome, code });
  }

  @Post('messages')
  @AcceptsForm()
  @ApiBody({ schema: FORM_SCHEMA })
  @Operation({
    id: 'receiveAfricasTalkingMessage',
    summary: 'What somebody answered to a text message, told by Africa’s Talking',
    description:
      'STOP and its kin end text messages to that phone. Only where `SMS_GATEWAY` is `africas_talking`.',
    anyone: true,
    unlimited: true,
    neverStored: true,
  })
  async message(@Param('secret') secret: string, @Body() body: unknown): Promise<void> {
    const { from = '', text = '' } = this.proven(secret, body);
    await this.answers.take('africas_talking', from, text);
  }

  @Post('opt-outs')
  @AcceptsForm()
  @ApiBody({ schema: FORM_SCHEMA })
  @Operation({
    id: 'receiveAfricasTalkingOptOut',
    summary: 'That somebody wants no more text messages, told by Africa’s Talking',
    description:
      'For senders that are a name, which nobody can answer. Only where `SMS_GATEWAY` is `africas_talking`.',
    anyone: true,
    unlimited: true,
    neverStored: true,
  })
  async optOut(@Param('secret') secret: string, @Body() body: unknown): Promise<void> {
    const { phoneNumber = '' } = this.proven(secret, body);
    await this.answers.take('africas_talking', phoneNumber, 'STOP');
  }

  private proven(secret: string, body: unknown): Record<string, string> {
    const { sms } = this.env;
    if (sms.gateway !== 'africas_talking' || !isSame(secret, sms.callbackSecret))
      throw new DomainError('not_found');
    return formOf(body);
  }
}
