import { Module } from '@nestjs/common';
import { AfricasTalkingCallbackController } from './africas-talking-callback.controller.js';
import { AwsSnsCallbackController } from './aws-sns-callback.controller.js';
import { SmsAnswers } from './sms-answers.service.js';
import { SmsOptOutRepository } from './sms-opt-out.repository.js';
import { SmsReceiptRepository } from './sms-receipt.repository.js';
import { SmsReceipts } from './sms-receipts.service.js';
import { SnsInbox } from './sns-inbox.service.js';
import { SnsSignatures } from './sns-signatures.js';
import { SnsWeb } from './sns-web.js';
import { TwilioCallbackController } from './twilio-callback.controller.js';

/** What SMS gateways tell the API. Only the routes of the configured one work; the others are not found. */
@Module({
  controllers: [TwilioCallbackController, AwsSnsCallbackController, AfricasTalkingCallbackController],
  providers: [
    SmsReceipts,
    SmsReceiptRepository,
    SmsAnswers,
    SmsOptOutRepository,
    SnsInbox,
    SnsSignatures,
    SnsWeb,
  ],
})
export class SmsCallbacksModule {}
