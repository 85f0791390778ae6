import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService, type JwtModuleOptions } from '@nestjs/jwt';
import { validate as isUuid } from 'uuid';
import type { Role } from '../domain/roles.js';
import type { User } from './user.entity.js';

export const ACCESS_TOKEN_SECONDS = 60 * 60;
/** The one algorithm: a token that names another one, or none, is refused. */
export const TOKEN_ALGORITHM = 'HS256';
export const TOKEN_ISSUER = 'kept';
export const TOKEN_AUDIENCE = 'kept-api';

/** What an access token says. Only `sub` and `sid` are trusted later: the rest is looked up each time. */
export interface AccessClaims {
  sub: string;
  email: string;
  role: Role;
  /** Organization. */
  org: string;
  /** Session: ending it ends every token of it. */
  sid: string;
  jti: string;
  iat: number;
  exp: number;
}

/** As a `KeyObject` the secret is prepared once; as a string it would be for each request, at eight times the cost. */
export function signingKey(secret: string): KeyObject {
  return createSecretKey(secret, 'utf8');
}

export function jwtOptions(secret: string): JwtModuleOptions {
  return {
    secret: signingKey(secret),
    signOptions: {
      algorithm: TOKEN_ALGORITHM,
      issuer: TOKEN_ISSUER,
      audience: TOKEN_AUDIENCE,
      expiresIn: ACCESS_TOKEN_SECONDS,
    },
    verifyOptions: { algorithms: [TOKEN_ALGORITHM], issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE },
  };
}

/** The session that a signed token names; null when what it names cannot be one, whoever signed it. */
export function sessionOfClaims(claims: AccessClaims): string | null {
  return isUuid(claims.sid) ? claims.sid : null;
}

@Injectable()
export class AccessTokens {
  constructor(private readonly jwt: JwtService) {}

  sign(user: Pick<User, 'id' | 'email' | 'role' | 'organization_id'>, sessionId: string): string {
    const { id, email, role, organization_id } = user;
    return this.jwt.sign({ sub: id, email, role, org: organization_id, sid: sessionId, jti: randomUUID() });
  }

  /** The session of a token that is ours and has not run out; whether the session still lives is another question. */
  sessionOf(token: string): string | null {
    try {
      return sessionOfClaims(this.jwt.verify<AccessClaims>(token));
    } catch {
      return null;
    }
  }
}
