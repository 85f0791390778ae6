import { type KeyObject, verify } from 'node:crypto';
import { DomainError } from '../../domain/errors.js';

/** What Amazon SNS posts to a subscribed address. https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
export interface SnsMessage {
  Type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  TopicArn: string;
  Message: string;
  Signature: string;
  SignatureVersion: '1' | '2';
  SigningCertURL: string;
  /** Of the two confirmations. */
  SubscribeURL?: string;
  [field: string]: string | undefined;
}

const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
/** What is signed, in this order. */
const FIELDS_OF_TYPE = new Map<unknown, readonly string[]>([
  ['Notification', ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']],
  ['SubscriptionConfirmation', CONFIRMATION],
  ['UnsubscribeConfirmation', CONFIRMATION],
]);
const REQUIRED = ['Type', 'TopicArn', 'Message', 'Signature', 'SignatureVersion', 'SigningCertURL'];
const DIGEST_OF_VERSION = new Map<unknown, string>([
  ['1', 'RSA-SHA1'],
  ['2', 'RSA-SHA256'],
]);

/** @throws malformed_request */
export function snsMessageOf(body: unknown): SnsMessage {
  if (isSnsMessage(body)) return body;
  throw new DomainError('malformed_request', { detail: 'This is no message of Amazon SNS.' });
}

function isSnsMessage(body: unknown): body is SnsMessage {
  if (typeof body !== 'object' || body === null) return false;
  const message = body as Record<string, unknown>;
  const signed = FIELDS_OF_TYPE.get(message['Type']);
  if (!signed || !DIGEST_OF_VERSION.has(message['SignatureVersion'])) return false;
  return [...REQUIRED, ...signed].every((name) => typeof message[name] === 'string' || name === 'Subject');
}

/** What the signature is of: the fields of the type, in this order, each a line for its name and one for its value. */
export function signedTextOf(message: SnsMessage): string {
  return (FIELDS_OF_TYPE.get(message.Type) ?? [])
    .filter((name) => typeof message[name] === 'string')
    .map((name) => `${name}\n${message[name]}\n`)
    .join('');
}

export function isSignedWith(key: KeyObject, message: SnsMessage): boolean {
  const digest = DIGEST_OF_VERSION.get(message.SignatureVersion);
  return verify(digest, Buffer.from(signedTextOf(message)), key, Buffer.from(message.Signature, 'base64'));
}
