import { Injectable } from '@nestjs/common';
import { DomainError } from '../domain/errors.js';
import type { Role } from '../domain/roles.js';
import { Database } from '../platform/database/database.js';
import type { Actor } from '../platform/security/actor.js';
import { AccessTokens } from './access-tokens.js';
import { SessionRepository } from './session.repository.js';
import { SessionService } from './session.service.js';
import { SignInService } from './sign-in.service.js';

/** What a browser sends along when somebody opens a page. */
export interface PageRequest {
  authorization: string | undefined;
  cookie: string | undefined;
  /** The party it comes from, for the limits on sign-in. */
  address: string;
}

export const PAGE_COOKIE = 'kept_page';
const COOKIE_VALUE = new RegExp(`(?:^|;\\s*)${PAGE_COOKIE}=([^;]+)`);
const AUTHORIZATION = /^(bearer|basic) +(\S+)$/i;

/**
 * Lets people see pages that are no part of the API, in a browser, which sends no bearer token by itself: by HTTP
 * Basic, with every check of a sign-in, then by a cookie with the token of that session. A bearer token works, too.
 * As everywhere, a session that was ended and a user who was deactivated are out at the next request.
 */
@Injectable()
export class PageAccess {
  constructor(
    private readonly database: Database,
    private readonly tokens: AccessTokens,
    private readonly repository: SessionRepository,
    private readonly signIns: SignInService,
    private readonly sessions: SessionService,
  ) {}

  /**
   * @returns the token that the cookie is to hold; null: there was no new sign-in
   * @throws unauthenticated, invalid_credentials, account_inactive, too_many_attempts, forbidden
   */
  async admit(request: PageRequest, role: Role): Promise<string | null> {
    const [, scheme = '', value = ''] = AUTHORIZATION.exec(request.authorization?.trim() ?? '') ?? [];
    const isBearer = scheme.toLowerCase() === 'bearer';
    const actor = await this.actorOf(isBearer ? value : COOKIE_VALUE.exec(request.cookie ?? '')?.[1]);
    if (actor) {
      if (actor.role !== role) throw new DomainError('forbidden');
      return null;
    }
    if (isBearer || value === '') throw new DomainError('unauthenticated');
    return this.signIn(value, request.address, role);
  }

  private async actorOf(token: string | undefined): Promise<Actor | null> {
    const sessionId = token === undefined ? null : this.tokens.sessionOf(token);
    return sessionId === null ? null : this.repository.findActor(this.database.manager, sessionId);
  }

  private async signIn(basic: string, address: string, role: Role): Promise<string> {
    const [identifier = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    const password = rest.join(':');
    if (identifier === '' || password === '') throw new DomainError('unauthenticated');
    const { access_token, user } = await this.signIns.signIn({ identifier, password }, address);
    if (user.role === role) return access_token;
    // Nobody is handed this session's tokens.
    await this.sessions.signOut(access_token, undefined);
    throw new DomainError('forbidden');
  }
}
