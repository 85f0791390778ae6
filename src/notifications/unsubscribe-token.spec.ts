import { createHmac } from 'node:crypto';
import { keysFor } from '../platform/security/keys.js';
import {
  makeUnsubscribeToken,
  readUnsubscribeToken,
  UNSUBSCRIBE_PURPOSE,
  type Unsubscription,
} from './unsubscribe-token.js';

const SECRET = 'a secret that is only used by tests';
const keys = (jwtSecret: string, jwtSecretPrevious: string | null = null) =>
  keysFor(UNSUBSCRIBE_PURPOSE, { jwtSecret, jwtSecretPrevious });
const OURS = keys(SECRET);
const amina: Unsubscription = {
  organization_id: '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10',
  recipient: 'patient',
  recipient_id: '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a11',
  scope: 'reminders',
};

describe('an unsubscribe token', () => {
  it.each([
    amina,
    { ...amina, scope: 'email' as const },
    { ...amina, recipient: 'provider' as const, scope: 'digest' as const },
  ])('says who stops what: %p', (who) => {
    const token = makeUnsubscribeToken(OURS, who);
    expect(token).toMatch(/^[\w-]{68}$/);
    expect(readUnsubscribeToken(OURS, token)).toEqual(who);
  });

  it('is nobody else’s to make, change or write in another way', () => {
    const token = makeUnsubscribeToken(OURS, amina);
    const newer = 'another secret that is used by tests';
    expect(readUnsubscribeToken(keys(newer), token)).toBeNull();
    expect(readUnsubscribeToken(keys(newer, SECRET), token)).toEqual(amina);
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(readUnsubscribeToken(OURS, token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
    }
    for (const wrong of ['', `${token}=`, `${token}A`, ` ${token}`, token.slice(1)])
      expect(readUnsubscribeToken(OURS, wrong)).toBeNull();
  });

  it('of a person or scope that there is not is none, however well it is signed', () => {
    const said = Buffer.alloc(33, 200);
    const mac = createHmac('sha256', OURS.signing).update(said).digest().subarray(0, 18);
    expect(readUnsubscribeToken(OURS, Buffer.concat([said, mac]).toString('base64url'))).toBeNull();
  });
});
