import { isResetTokenOf, makeResetToken, readResetToken, type ResetToken } from './password-reset-token.js';

const SECRET = 'a secret that is only used by tests';
const user = { id: '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10', password_hash: '$argon2id$one' };
const NOW = Date.UTC(2026, 0, 15);
const HOUR = 3_600_000;

function read(text: string): ResetToken {
  const token = readResetToken(text);
  if (!token) throw new Error('not a token');
  return token;
}

describe('a reset token', () => {
  const text = makeResetToken(SECRET, user, NOW + HOUR);

  it('is good for its user and password until it runs out', () => {
    expect(isResetTokenOf(SECRET, user, read(text), NOW)).toBe(true);
    expect(isResetTokenOf(SECRET, user, read(text), NOW + HOUR - 1)).toBe(true);
    expect(isResetTokenOf(SECRET, user, read(text), NOW + HOUR)).toBe(false);
  });

  it('is good for nothing else', () => {
    const other = { ...user, id: '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a11' };
    expect(isResetTokenOf(SECRET, other, read(text), NOW)).toBe(false);
    expect(isResetTokenOf(SECRET, { ...user, password_hash: '$argon2id$two' }, read(text), NOW)).toBe(false);
    expect(isResetTokenOf(`${SECRET}!`, user, read(text), NOW)).toBe(false);
    expect(isResetTokenOf(SECRET, user, { ...read(text), expires_at: NOW + 2 * HOUR }, NOW)).toBe(false);
  });

  it('holds no secret, and fits into a link', () => {
    expect(text).toMatch(/^[A-Za-z0-9_-]{72}$/);
    expect(read(text)).toMatchObject({ user_id: user.id.replaceAll('-', ''), expires_at: NOW + HOUR });
  });

  it.each(['', 'x', '=', text.slice(1), `${text}A`, `${text}=`, `${text.slice(0, -1)}!`, 'ü'.repeat(72)])(
    'is not %j',
    (nonsense) => {
      expect(readResetToken(nonsense)).toBeNull();
    },
  );
});
