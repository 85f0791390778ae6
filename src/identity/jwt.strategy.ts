import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passportJwt from 'passport-jwt';
import { ENV } from '../config/env.module.js';
import type { Env } from '../config/env.js';
import { Database } from '../platform/database/database.js';
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

/**
 * Who calls: the token says which session, the database says whether it still lives and what its user may
 * be today. So signing out, deactivating and changing a password work at once, on every process.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(passportJwt.Strategy, 'jwt') {
  constructor(
    @Inject(ENV) env: Env,
    private readonly database: Database,
    private readonly sessions: SessionRepository,
  ) {
    const keys = secretKeys(env);
    super({
      jwtFromRequest: passportJwt.ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: null, key: Buffer) => void) =>
        done(null, signerOf(token, keys)),
      algorithms: [TOKEN_ALGORITHM],
      issuer: TOKEN_ISSUER,
      audience: TOKEN_AUDIENCE,
    });
  }

  async validate(claims: AccessClaims): Promise<Actor | false> {
    const sessionId = sessionOfClaims(claims);
    if (sessionId === null) return false;
    const actor = await this.sessions.findActor(this.database.manager, sessionId);
    return actor?.user_id === claims.sub ? actor : false;
  }
}
