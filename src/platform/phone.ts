import { createRequire } from 'node:module';
import { invalidField } from '../domain/errors.js';

/** Required and not imported: class-validator requires it too, and one edition of all countries' numbers is enough. */
const { parsePhoneNumberFromString } = createRequire(import.meta.url)(
  'libphonenumber-js/max',
) as typeof import('libphonenumber-js/max');

const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * A phone number in E.164 (`+254712345678`). Accepts international numbers with or without the plus sign
 * or with 00, and any spaces, dashes and brackets. Whether somebody answers there is the gateway's to find out.
 * @throws validation_failed on `field`
 */
export function normalizePhone(text: string, field: string): string {
  const digits = text.replace(/[\s().\-/]/g, '').replace(/^00/, '+');
  const international = digits.startsWith('+') ? digits : `+${digits}`;
  const parsed = parsePhoneNumberFromString(international)?.number ?? international;
  if (!E164.test(parsed))
    throw invalidField(field, 'Must be an international phone number like +254712345678.');
  return parsed;
}
