import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { maskAddress } from '../contact.js';
import type { SmsGateway } from './sms-gateway.js';

/** Sends nothing: says in the log that it would have, without the text or the whole number. */
export class LogSmsGateway implements SmsGateway {
  readonly name = 'log';

  constructor(private readonly logger: Logger) {}

  send(to: string, text: string): Promise<{ gateway_message_id: string }> {
    const id = `log-${uuidv7()}`;
    this.logger.info({ gateway_message_id: id, to: maskAddress(to), characters: text.length }, 'sms sent');
    return Promise.resolve({ gateway_message_id: id });
  }
}
