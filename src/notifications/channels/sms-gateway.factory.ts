import type { Logger } from 'pino';
import type { Env } from '../../config/env.js';
import { InvalidEnvironment } from '../../config/env-reader.js';
import { LogSmsGateway } from './log-sms.gateway.js';
import type { SmsGateway } from './sms-gateway.js';

/** The gateway that `SMS_GATEWAY` names. One that this release cannot speak to stops the worker at start. */
export function makeSmsGateway(env: Env, logger: Logger): SmsGateway {
  if (env.smsGateway === 'log') return new LogSmsGateway(logger);
  throw new InvalidEnvironment([`SMS_GATEWAY ${env.smsGateway} is not available in this release: use log`]);
}
