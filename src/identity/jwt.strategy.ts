import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passportJwt from 'passport-jwt';
import { ENV } from '../config/env.module.js';
import type { Env } from '../config/env.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { Gathered } from '../platform/database/gathered.js';
import { secretKeys } from '../platform/security/keys.js';
import type { Actor } from '../platform/security/actor.js';
import {
  type AccessClaims,
  sessionOfClaims,
  signerOf,
  TOKEN_ALGORITHM,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
} from './access-tokens.js';
import { SessionRepository } from './session.repository.js';
import { VerifiedTokens } from './verified-tokens.js';

type Request = Parameters<InstanceType<typeof passportJwt.Strategy>['authenticate']>[0];

const tokenOf = passportJwt.ExtractJwt.fromAuthHeaderAsBearerToken();

/**
 * Who calls: the token says which session, the database says whether it still lives and what its user may
 * be today. So signing out, deactivating and changing a password work at once, on every process.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(passportJwt.Strategy, 'jwt') {
  private readonly verified = new VerifiedTokens();
  /** Apart: a transaction of one caller is nothing to ask of others in. */
  private readonly actors = new Gathered((sessionIds: readonly string[]) =>
    this.database.apart(() => this.sessions.findActors(this.database.manager, sessionIds)),
  );

  constructor(
    @Inject(ENV) env: Env,
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
  ) {
    const keys = secretKeys(env);
    super({
      jwtFromRequest: tokenOf,
      passReqToCallback: true,
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: null, key: Buffer) => void) =>
        done(null, signerOf(token, keys)),
      algorithms: [TOKEN_ALGORITHM],
      issuer: TOKEN_ISSUER,
      audience: TOKEN_AUDIENCE,
    });
  }

  /** As Passport's, but a token that was verified before is not verified again. */
  override authenticate(request: Request, options?: object): void {
    const token = tokenOf(request);
    const claims = token === null ? null : this.verified.find(token, this.clock.now());
    if (!claims) return super.authenticate(request, options);
    this.callerOf(claims).then(
      (actor) => (actor ? this.success(actor) : this.fail(401)),
      (error: Error) => this.error(error),
    );
  }

  /** Called with what a token says once its signature was found good. */
  validate(request: Request, claims: AccessClaims): Promise<Actor | false> {
    const token = tokenOf(request);
    if (token !== null) this.verified.keep(token, claims);
    return this.callerOf(claims);
  }

  private async callerOf(claims: AccessClaims): Promise<Actor | false> {
    const sessionId = sessionOfClaims(claims);
    if (sessionId === null) return false;
    const actor = await this.actors.find(sessionId);
    return actor?.user_id === claims.sub ? actor : false;
  }
}
