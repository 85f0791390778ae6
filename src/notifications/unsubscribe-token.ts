import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';
import type { Keys } from '../platform/security/keys.js';

/** Of the {@link Keys} that sign and check these tokens. */
export const UNSUBSCRIBE_PURPOSE = 'unsubscribe';

const RECIPIENTS = ['patient', 'provider'] as const;
/** Of emails: reminders, a provider's daily digest, or all that are about appointments. */
const SCOPES = ['reminders', 'digest', 'email'] as const;
export type UnsubscribeScope = (typeof SCOPES)[number];

/** Who stops getting what. */
export interface Unsubscription {
  organization_id: string;
  recipient: (typeof RECIPIENTS)[number];
  recipient_id: string;
  scope: UnsubscribeScope;
}

const ID_BYTES = 16;
/** One for recipient and scope, and two ids. */
const SAID_BYTES = 1 + 2 * ID_BYTES;
/** More than half of the hash (RFC 2104, 5), and so few that the link stays on one line of a text. */
const MAC_BYTES = 18;
/** All of its 51 bytes and no bit more: each token is written in one way only. */
const TOKEN_TEXT = /^[A-Za-z0-9_-]{68}$/;

/**
 * The token of an unsubscribe link. Nothing is stored, and it never runs out: an old email must still be good for
 * getting no more of them, and it is good for nothing else.
 */
export function makeUnsubscribeToken({ signing }: Keys, who: Unsubscription): string {
  const kind = RECIPIENTS.indexOf(who.recipient) * SCOPES.length + SCOPES.indexOf(who.scope);
  const said = Buffer.concat([Buffer.of(kind), parse(who.organization_id), parse(who.recipient_id)]);
  return Buffer.concat([said, macOf(signing, said)]).toString('base64url');
}

/** What a token says; null when it is none of ours. */
export function readUnsubscribeToken({ accepted }: Keys, text: string): Unsubscription | null {
  if (!TOKEN_TEXT.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  const said = bytes.subarray(0, SAID_BYTES);
  const mac = bytes.subarray(SAID_BYTES);
  if (!accepted.some((key) => timingSafeEqual(mac, macOf(key, said)))) return null;
  const kind = said.readUInt8(0);
  const [recipient, scope] = [RECIPIENTS[Math.floor(kind / SCOPES.length)], SCOPES[kind % SCOPES.length]];
  if (!recipient || !scope) return null;
  const [organization_id, recipient_id] = [said.subarray(1, 1 + ID_BYTES), said.subarray(1 + ID_BYTES)];
  return {
    organization_id: stringify(organization_id),
    recipient,
    recipient_id: stringify(recipient_id),
    scope,
  };
}

function macOf(key: KeyObject, said: Buffer): Buffer {
  return createHmac('sha256', key).update(said).digest().subarray(0, MAC_BYTES);
}
