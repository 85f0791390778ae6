import { Body, Controller, Header, Headers, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Env } from '../../config/env.js';
import { ENV } from '../../config/env.module.js';
import { DomainError } from '../../domain/errors.js';
import { AcceptsForm } from '../../platform/http/accepts.js';
import { Operation } from '../../platform/http/operation.js';
import { Public } from '../../platform/security/roles.js';
import { FORM_SCHEMA, formOf } from './form-fields.js';
import { SmsAnswers } from './sms-answers.service.js';
import type { SmsReceipt } from './sms-receipt.repository.js';
import { SmsReceipts } from './sms-receipts.service.js';
import { isSignedByTwilio } from './twilio-signature.js';

const SIGNATURE = 'X-Twilio-Signature';
/** "Say nothing", in Twilio's words: to STOP, START and HELP it answers by itself. */
const NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** The last word on a message; others are on the way there. */
const OUTCOMES = new Map<string, SmsReceipt['outcome']>([
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

@ApiTags('sms callbacks')
@ApiHeader({ name: SIGNATURE, required: true, schema: { type: 'string' } })
@Public()
@Controller('sms/twilio')
export class TwilioCallbackController {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly receipts: SmsReceipts,
    private readonly answers: SmsAnswers,
  ) {}

  @Post('receipts')
  @AcceptsForm()
  @ApiBody({ schema: FORM_SCHEMA })
  @Operation({
    id: 'receiveTwilioReceipt',
    summary: 'What became of a text message, told by Twilio',
    description: 'Only where `SMS_GATEWAY` is `twilio`.',
    anyone: true,
    unlimited: true,
    neverStored: true,
    refuses: ['not_found', 'forbidden'],
  })
  async receipt(
    @Req() request: FastifyRequest,
    @Headers(SIGNATURE) signature: string | undefined,
    @Body() body: unknown,
  ): Promise<void> {
    const {
      MessageSid: id = '',
      MessageStatus: status = '',
      ErrorCode: code,
    } = this.signed(request, signature, body);
    const outcome = OUTCOMES.get(status);
    if (!outcome) return;
    await this.receipts.take({ gateway: 'twilio', gateway_message_id: id, outcome, code: code ?? null });
  }

  @Post('messages')
  @AcceptsForm()
  @ApiBody({ schema: FORM_SCHEMA })
  @Header('Content-Type', 'text/xml')
  @ApiResponse({
    status: 200,
    description: 'Taken; TwiML that says nothing.',
    content: { 'text/xml': { schema: { type: 'string', example: NO_ANSWER } } },
  })
  @Operation({
    id: 'receiveTwilioMessage',
    summary: 'What somebody answered to a text message, told by Twilio',
    description: 'STOP and its kin end text messages to that phone. Only where `SMS_GATEWAY` is `twilio`.',
    anyone: true,
    unlimited: true,
    neverStored: true,
    refuses: ['not_found', 'forbidden'],
  })
  async message(
    @Req() request: FastifyRequest,
    @Headers(SIGNATURE) signature: string | undefined,
    @Body() body: unknown,
  ): Promise<string> {
    const { From: from = '', Body: text = '', OptOutType: wish } = this.signed(request, signature, body);
    // Where the account has stop words of its own, Twilio says which of ours it was.
    await this.answers.take('twilio', from, wish ?? text);
    return NO_ANSWER;
  }

  private signed(request: FastifyRequest, signature = '', body: unknown): Record<string, string> {
    const { sms, publicUrl } = this.env;
    if (sms.gateway !== 'twilio') throw new DomainError('not_found');
    const form = formOf(body);
    if (!isSignedByTwilio(signature, sms.authToken, publicUrl + request.url, form))
      throw new DomainError('forbidden', { detail: 'Twilio did not sign this.' });
    return form;
  }
}
