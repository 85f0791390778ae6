import type { EnvReader } from './env-reader.js';

/** Who carries text messages, and what they need to know of us. */
export const SMS_GATEWAYS = ['log', 'twilio', 'aws_sns', 'africas_talking'] as const;
export type SmsGatewayName = (typeof SMS_GATEWAYS)[number];

export interface LogSettings {
  gateway: 'log';
  /** Where the texts are written to, for somebody to look at; null: nowhere. */
  folder: string | null;
}

export interface TwilioSettings {
  gateway: 'twilio';
  accountSid: string;
  /** Signs in, and is the key of the callbacks' signatures. */
  authToken: string;
  /** A number, a sender's name, or the SID of a Messaging Service (`MG…`). */
  from: string;
  baseUrl: string;
}

export interface AwsSnsSettings {
  gateway: 'aws_sns';
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  senderId: string | null;
  /** The topic that receipts and answers come from; without it there are none. */
  topicArn: string | null;
  /** Null: the region's own. */
  baseUrl: string | null;
}

export interface AfricasTalkingSettings {
  gateway: 'africas_talking';
  username: string;
  apiKey: string;
  /** A short code or sender's name; null: their default. */
  from: string | null;
  /** Stands in the callbacks' paths, as they are not signed. */
  callbackSecret: string;
  baseUrl: string;
}

export type SmsSettings = LogSettings | TwilioSettings | AwsSnsSettings | AfricasTalkingSettings;

const CALLBACK_SECRET = /^[\w-]{20,200}$/;
const SANDBOX = 'sandbox';

/** The settings of the gateway that `SMS_GATEWAY` names; those of the others are not asked for. */
export function readSms(read: EnvReader): SmsSettings {
  const gateway = read.oneOf('SMS_GATEWAY', SMS_GATEWAYS, 'log');
  if (gateway === 'twilio') return readTwilio(read);
  if (gateway === 'aws_sns') return readAwsSns(read);
  if (gateway === 'africas_talking') return readAfricasTalking(read);
  return { gateway, folder: read.text('SMS_LOG_DIR') ?? null };
}

function readTwilio(read: EnvReader): TwilioSettings {
  return {
    gateway: 'twilio',
    accountSid: read.required('TWILIO_ACCOUNT_SID', 'the account that SMS_GATEWAY=twilio sends from'),
    authToken: read.required('TWILIO_AUTH_TOKEN', 'signs in to Twilio, and proves its callbacks'),
    from: read.required('TWILIO_FROM', 'a number of the account, or the SID of a Messaging Service'),
    baseUrl: readBaseUrl(read, 'TWILIO_BASE_URL') ?? 'https://api.twilio.com',
  };
}

function readAwsSns(read: EnvReader): AwsSnsSettings {
  return {
    gateway: 'aws_sns',
    region: read.required('AWS_REGION', 'where SMS_GATEWAY=aws_sns sends from, for example eu-west-1'),
    accessKeyId: read.required('AWS_ACCESS_KEY_ID', 'signs in to AWS'),
    secretAccessKey: read.required('AWS_SECRET_ACCESS_KEY', 'signs in to AWS'),
    senderId: read.text('AWS_SNS_SENDER_ID') ?? null,
    topicArn: read.text('AWS_SNS_TOPIC_ARN') ?? null,
    baseUrl: readBaseUrl(read, 'AWS_SNS_BASE_URL') ?? null,
  };
}

function readAfricasTalking(read: EnvReader): AfricasTalkingSettings {
  const username = read.required('AFRICAS_TALKING_USERNAME', 'the app that SMS_GATEWAY=africas_talking uses');
  const host = username === SANDBOX ? 'api.sandbox.africastalking.com' : 'api.africastalking.com';
  return {
    gateway: 'africas_talking',
    username,
    apiKey: read.required('AFRICAS_TALKING_API_KEY', 'signs in to Africa’s Talking'),
    from: read.text('AFRICAS_TALKING_FROM') ?? null,
    callbackSecret: readCallbackSecret(read),
    baseUrl: readBaseUrl(read, 'AFRICAS_TALKING_BASE_URL') ?? `https://${host}`,
  };
}

/** Without its last slash. */
function readBaseUrl(read: EnvReader, name: string): string | undefined {
  return read.url(name, ['https', 'http'])?.replace(/\/$/, '');
}

function readCallbackSecret(read: EnvReader): string {
  const name = 'AFRICAS_TALKING_CALLBACK_SECRET';
  const secret = read.required(name, 'stands in the callbacks’ addresses, as nothing else proves who calls');
  if (secret !== '' && !CALLBACK_SECRET.test(secret))
    read.problems.push(`${name} must have 20 to 200 letters, digits, - and _`);
  return secret;
}
