import type { Logger } from 'pino';
import type { Env } from '../../config/env.js';
import { API_PREFIX } from '../../platform/http/api-prefix.js';
import { AfricasTalkingGateway } from './africas-talking.gateway.js';
import { AwsSnsGateway } from './aws-sns.gateway.js';
import { LogSmsGateway } from './log-sms.gateway.js';
import type { SmsGateway } from './sms-gateway.js';
import { TwilioGateway } from './twilio.gateway.js';

/** The gateway that `SMS_GATEWAY` names. */
export function makeSmsGateway(
  { sms, publicUrl }: Pick<Env, 'sms' | 'publicUrl'>,
  logger: Logger,
): SmsGateway {
  switch (sms.gateway) {
    case 'twilio':
      return new TwilioGateway(sms, receiptsUrl(publicUrl));
    case 'aws_sns':
      return new AwsSnsGateway(sms);
    case 'africas_talking':
      return new AfricasTalkingGateway(sms);
    case 'log':
      return new LogSmsGateway(logger, sms.folder);
  }
}

/** Twilio refuses messages whose receipts would go to an address that it cannot reach. */
function receiptsUrl(publicUrl: string): string | null {
  return publicUrl.startsWith('https://') ? `${publicUrl}/${API_PREFIX}/sms/twilio/receipts` : null;
}
