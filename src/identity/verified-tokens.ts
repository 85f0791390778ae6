import type { AccessClaims } from './access-tokens.js';

/** Of one process; the oldest are forgotten first. */
const MOST_TOKENS = 5_000;

/**
 * Tokens whose signature was found good, until they run out: the same text always says the same, so it is checked
 * once and not with each request. Whether the session still lives is no part of it and is asked each time.
 */
export class VerifiedTokens {
  private readonly claims = new Map<string, AccessClaims>();

  /** What a token says that was verified before and has not run out at `now` (epoch milliseconds). */
  find(token: string, now: number): AccessClaims | null {
    const known = this.claims.get(token);
    if (!known) return null;
    if (known.exp * 1_000 > now) return known;
    this.claims.delete(token);
    return null;
  }

  keep(token: string, claims: AccessClaims): void {
    const [oldest] = this.claims.size < MOST_TOKENS ? [] : this.claims.keys();
    if (oldest !== undefined) this.claims.delete(oldest);
    this.claims.set(token, claims);
  }
}
