import type { AfricasTalkingSettings } from '../../config/sms-env.js';
import { SMS_PATIENCE_MS } from '../limits.js';
import { failureOfStatus, type GatewayAnswer, isObject, notUnderstood, postForm } from './gateway-http.js';
import { type FailureKind, SendFailure } from './send-failure.js';
import type { SmsGateway } from './sms-gateway.js';

const NAME = 'Africa’s Talking';

/** Processed, sent, queued. */
const TAKEN = [100, 101, 102];

/** What their codes of a recipient mean; any other may pass. https://developers.africastalking.com/docs/sms/sending/bulk */
const KIND_OF_CODE: Readonly<Record<number, FailureKind>> = {
  402: 'unreachable', // InvalidSenderId
  403: 'permanent', // InvalidPhoneNumber
  404: 'permanent', // UnsupportedNumberType
  405: 'unreachable', // InsufficientBalance
  406: 'permanent', // UserInBlacklist
  409: 'permanent', // DoNotDisturbRejection
};

interface Recipient {
  statusCode: number;
  messageId: string;
}

/** Text messages through Africa's Talking's bulk messaging. As with Twilio, a repeat after a lost answer is a second message. */
export class AfricasTalkingGateway implements SmsGateway {
  readonly name = 'africas_talking';

  constructor(
    private readonly settings: AfricasTalkingSettings,
    private readonly patienceMs = SMS_PATIENCE_MS,
  ) {}

  async send(to: string, text: string): Promise<{ gateway_message_id: string }> {
    const { username, apiKey, from, baseUrl } = this.settings;
    const form = { username, to, message: text, ...(from !== null && { from }) };
    const url = `${baseUrl}/version1/messaging`;
    const answer = await postForm(NAME, url, form, {
      headers: { apiKey },
      patienceMs: this.patienceMs,
    });
    const recipient = recipientOf(answer);
    if (TAKEN.includes(recipient.statusCode)) return { gateway_message_id: recipient.messageId };
    const kind = KIND_OF_CODE[recipient.statusCode] ?? 'passing';
    throw new SendFailure(`${NAME} did not take the message (${recipient.statusCode}).`, kind);
  }
}

function recipientOf(answer: GatewayAnswer): Recipient {
  const data = isObject(answer.body) ? answer.body['SMSMessageData'] : undefined;
  const recipients: unknown = isObject(data) ? data['Recipients'] : undefined;
  const recipient: unknown = Array.isArray(recipients) ? recipients[0] : undefined;
  if (isRecipient(recipient)) return recipient;
  // Nobody was sent to and nobody was refused: it is the sender's name that they do not take.
  if (isObject(data) && data['Message'] === 'InvalidSenderId')
    throw new SendFailure(`${NAME} does not take AFRICAS_TALKING_FROM as a sender.`, 'unreachable');
  throw failureOfStatus(NAME, answer) ?? notUnderstood(NAME, answer);
}

function isRecipient(value: unknown): value is Recipient {
  return isObject(value) && typeof value['statusCode'] === 'number' && typeof value['messageId'] === 'string';
}
