import type { Logger } from 'pino';
import { type Env, InvalidEnvironment } from '../../config/env.js';
import { LogSmsGateway } from './log-sms.gateway.js';

/** Whoever carries a text message to a phone. */
export interface SmsGateway {
  readonly name: string;
  /**
   * @param to E.164
   * @throws SendFailure
   */
  send(to: string, text: string): Promise<{ gateway_message_id: string }>;
}

/** Injection token of the configured {@link SmsGateway}. */
export const SMS_GATEWAY = Symbol('SMS_GATEWAY');

/** The gateway that `SMS_GATEWAY` names. One that this release cannot speak to stops the worker at start. */
export function makeSmsGateway(env: Env, logger: Logger): SmsGateway {
  if (env.smsGateway === 'log') return new LogSmsGateway(logger);
  throw new InvalidEnvironment([`SMS_GATEWAY ${env.smsGateway} is not available in this release: use log`]);
}
