import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse } from 'uuid';
import type { User } from './user.entity.js';

/** How long a link in an email works. */
export const RESET_TOKEN_LIFETIME_MS = 60 * 60 * 1_000;

const ID_BYTES = 16;
const EXPIRY_BYTES = 6;
/** All of its 54 bytes and no bit more: each token is written in one way only. */
const TOKEN_TEXT = /^[A-Za-z0-9_-]{72}$/;

/** What a token says; true only after {@link isResetTokenOf}. */
export interface ResetToken {
  user_id: string;
  /** Epoch milliseconds. */
  expires_at: number;
  mac: Buffer;
}

/**
 * The token of a password reset: user, expiry, and a MAC over both and the current password's hash. Nothing
 * is stored; it stops working when the password changes, so it works once.
 * @param expiresAt epoch milliseconds
 */
export function makeResetToken(
  secret: string,
  user: Pick<User, 'id' | 'password_hash'>,
  expiresAt: number,
): string {
  const expiry = Buffer.alloc(EXPIRY_BYTES);
  expiry.writeUIntBE(expiresAt, 0, EXPIRY_BYTES);
  return Buffer.concat([parse(user.id), expiry, macOf(secret, user, expiresAt)]).toString('base64url');
}

/** Takes a token apart; null when it cannot be one of ours. */
export function readResetToken(text: string): ResetToken | null {
  if (!TOKEN_TEXT.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  return {
    // The bytes are anybody's until the MAC is checked, so the id need not be a valid UUID version.
    user_id: bytes.subarray(0, ID_BYTES).toString('hex'),
    expires_at: bytes.readUIntBE(ID_BYTES, EXPIRY_BYTES),
    mac: bytes.subarray(ID_BYTES + EXPIRY_BYTES),
  };
}

/** Whether the token was made for this user and this password, and has not run out. */
export function isResetTokenOf(
  secret: string,
  user: Pick<User, 'id' | 'password_hash'>,
  token: ResetToken,
  now: number,
): boolean {
  return timingSafeEqual(token.mac, macOf(secret, user, token.expires_at)) && now < token.expires_at;
}

function macOf(secret: string, user: Pick<User, 'id' | 'password_hash'>, expiresAt: number): Buffer {
  return createHmac('sha256', secret)
    .update(`password-reset|${user.id}|${expiresAt}|${user.password_hash}`)
    .digest();
}
