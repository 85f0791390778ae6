import type { TwilioSettings } from '../../config/sms-env.js';
import { SMS_PATIENCE_MS } from '../limits.js';
import { failureOfStatus, type GatewayAnswer, isObject, notUnderstood, postForm } from './gateway-http.js';
import { type FailureKind, SendFailure } from './send-failure.js';
import type { SmsGateway } from './sms-gateway.js';

const NAME = 'Twilio';

/** Codes that are about us, whoever the message is for: no such account, not our sender. https://www.twilio.com/docs/api/errors */
const ABOUT_US = [20404, 21212, 21603, 21606, 21659, 21660, 21703, 21704, 21705];
const TOO_MANY = [20429, 14107, 63038];

/**
 * Text messages through Twilio's Messages resource.
 *
 * Twilio knows no idempotency keys: where it took a message and its answer was lost, the next attempt sends
 * a second one. Nothing on our side can tell the two cases apart; two messages beat none.
 */
export class TwilioGateway implements SmsGateway {
  readonly name = 'twilio';

  constructor(
    private readonly settings: TwilioSettings,
    /** Where receipts are to be sent; null: nowhere. */
    private readonly receiptsUrl: string | null,
    private readonly patienceMs = SMS_PATIENCE_MS,
  ) {}

  async send(to: string, text: string): Promise<{ gateway_message_id: string }> {
    const { accountSid, authToken, baseUrl } = this.settings;
    const url = `${baseUrl}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
    const password = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
    const form = { To: to, Body: text, ...this.sender(), ...this.callback() };
    const answer = await postForm(NAME, url, form, {
      headers: { Authorization: `Basic ${password}` },
      patienceMs: this.patienceMs,
    });
    const sid = isObject(answer.body) ? answer.body['sid'] : undefined;
    if (answer.status < 300 && typeof sid === 'string') return { gateway_message_id: sid };
    throw failureOf(answer);
  }

  private sender(): Record<string, string> {
    const { from } = this.settings;
    return /^MG[0-9a-f]{32}$/.test(from) ? { MessagingServiceSid: from } : { From: from };
  }

  private callback(): Record<string, string> {
    return this.receiptsUrl === null ? {} : { StatusCallback: this.receiptsUrl };
  }
}

/** Twilio's code says more than the status; its sentence repeats the number, and is left out. */
function failureOf(answer: GatewayAnswer): SendFailure {
  const ofStatus = failureOfStatus(NAME, answer);
  if (ofStatus) return ofStatus;
  const code = isObject(answer.body) ? answer.body['code'] : undefined;
  if (typeof code !== 'number' || answer.status < 400) return notUnderstood(NAME, answer);
  return new SendFailure(`${NAME} refused the message (${code}).`, kindOf(code));
}

function kindOf(code: number): FailureKind {
  if (TOO_MANY.includes(code)) return 'throttled';
  return ABOUT_US.includes(code) ? 'unreachable' : 'permanent';
}
