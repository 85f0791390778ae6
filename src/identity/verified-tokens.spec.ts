import type { AccessClaims } from './access-tokens.js';
import { VerifiedTokens } from './verified-tokens.js';

const claims = (exp: number): AccessClaims => ({ exp }) as AccessClaims;

describe('verified tokens', () => {
  it('are known until the second in which they run out', () => {
    const tokens = new VerifiedTokens();
    tokens.keep('a', claims(10));
    expect(tokens.find('a', 9_999)).toEqual({ exp: 10 });
    expect(tokens.find('a', 10_000)).toBeNull();
    expect(tokens.find('a', 9_999)).toBeNull();
    expect(tokens.find('b', 0)).toBeNull();
  });

  it('are forgotten, the oldest first, when there are too many', () => {
    const tokens = new VerifiedTokens();
    for (let n = 0; n <= 5_000; n++) tokens.keep(`token ${n}`, claims(10));
    expect(tokens.find('token 0', 0)).toBeNull();
    expect(tokens.find('token 1', 0)).not.toBeNull();
    expect(tokens.find('token 5000', 0)).not.toBeNull();
  });
});
