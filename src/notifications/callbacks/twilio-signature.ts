import { createHmac } from 'node:crypto';
import { isSame } from './is-same.js';

/**
 * Twilio's proof that a form is theirs: an HMAC of the address and the fields in order.
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
export function twilioSignature(authToken: string, url: string, form: Record<string, string>): string {
  const fields = Object.keys(form)
    .sort()
    .map((name) => `${name}${form[name]}`);
  return createHmac('sha1', authToken)
    .update(url + fields.join(''))
    .digest('base64');
}

/** With a port in our address, Twilio signs it with the port or without. */
export function isSignedByTwilio(
  signature: string,
  authToken: string,
  url: string,
  form: Record<string, string>,
): boolean {
  const addresses = [url, url.replace(/^(https?:\/\/[^/]+?):\d+\//, '$1/')];
  return addresses.some((address) => isSame(signature, twilioSignature(authToken, address, form)));
}
