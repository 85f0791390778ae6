import type { PublishCommandInput } from '@aws-sdk/client-sns';
import type { AwsSnsSettings } from '../../config/sms-env.js';
import { SMS_PATIENCE_MS } from '../limits.js';
import { withPatience } from './patience.js';
import { type FailureKind, SendFailure } from './send-failure.js';
import type { SmsGateway } from './sms-gateway.js';

const NAME = 'Amazon SNS';

/** Names of refusals that are about this number or text. */
const PERMANENT = /^(InvalidParameter|ParameterValueInvalid|Validation|OptedOut|MessageTooLong)/;
const THROTTLED = /Thrott|TooManyRequests|RequestLimitExceeded/;

/**
 * Text messages through Amazon SNS, by its SDK, which is loaded only for those who use it: it takes memory
 * and time. It tries once: the queue tries again, and knows when.
 */
export class AwsSnsGateway implements SmsGateway {
  readonly name = 'aws_sns';
  private publisher: Promise<Publish> | undefined;

  constructor(
    private readonly settings: AwsSnsSettings,
    private readonly patienceMs = SMS_PATIENCE_MS,
  ) {}

  async send(to: string, text: string): Promise<{ gateway_message_id: string }> {
    this.publisher ??= makePublisher(this.settings);
    const publish = await this.publisher;
    try {
      const input = { PhoneNumber: to, Message: text, MessageAttributes: this.attributes() };
      const { MessageId } = await withPatience(this.patienceMs, (signal) => publish(input, signal));
      if (MessageId === undefined) throw new Error('no message id');
      return { gateway_message_id: MessageId };
    } catch (error) {
      throw failureOf(error);
    }
  }

  private attributes(): PublishCommandInput['MessageAttributes'] {
    const { senderId } = this.settings;
    return {
      // Visits are not advertising: carriers treat the two differently.
      'AWS.SNS.SMS.SMSType': text('Transactional'),
      ...(senderId !== null && { 'AWS.SNS.SMS.SenderID': text(senderId) }),
    };
  }
}

type Publish = (input: PublishCommandInput, abortSignal: AbortSignal) => Promise<{ MessageId?: string }>;

async function makePublisher(settings: AwsSnsSettings): Promise<Publish> {
  const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns');
  const { region, accessKeyId, secretAccessKey, baseUrl } = settings;
  const client = new SNSClient({
    region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    ...(baseUrl !== null && { endpoint: baseUrl }),
  });
  return (input, abortSignal) => client.send(new PublishCommand(input), { abortSignal });
}

function text(StringValue: string) {
  return { DataType: 'String', StringValue };
}

/** By the error's name and status; its sentence repeats the number, and is left out. */
function failureOf(error: unknown): SendFailure {
  const { name = 'no answer', $metadata } = (error ?? {}) as {
    name?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  if (status === undefined) return new SendFailure(`${NAME} could not be reached (${name}).`, 'unreachable');
  return new SendFailure(`${NAME} did not take the message (${status} ${name}).`, kindOf(name, status));
}

function kindOf(name: string, status: number): FailureKind {
  if (status === 429 || THROTTLED.test(name)) return 'throttled';
  if (PERMANENT.test(name)) return 'permanent';
  // Keys, rights and endpoints that are not right, or a service that is away: so for every message.
  return status === 500 ? 'passing' : 'unreachable';
}
