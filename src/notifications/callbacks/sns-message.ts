import { type KeyObject, verify } from 'node:crypto';
import { DomainError } from '../../domain/errors.js';

/** What Amazon SNS posts to a subscribed address. https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
export interface SnsMessage {
  Type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  TopicArn: string;
  Message: string;
  /** When it was published; the same however often it is tried again. */
  Timestamp: string;
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
const MINUTE = 60_000;
/** SNS tries an HTTPS address again for an hour at most; the rest is for its last try and for clocks that differ. */
const OLDEST_MS = 75 * MINUTE;
const CLOCKS_DIFFER_MS = 15 * MINUTE;
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
  const isWhole = [...REQUIRED, ...signed].every(
    (name) => typeof message[name] === 'string' || name === 'Subject',
  );
  return isWhole && !Number.isNaN(Date.parse(String(message['Timestamp'])));
}

/**
 * What somebody once heard, and says again long after, is signed all the same: a STOP of last year is none of today.
 * @throws forbidden
 */
export function assertRecent({ Timestamp }: SnsMessage, now: number): void {
  const age = now - Date.parse(Timestamp);
  if (age > OLDEST_MS || age < -CLOCKS_DIFFER_MS)
    throw new DomainError('forbidden', { detail: 'This message is too old, or of a time to come.' });
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
