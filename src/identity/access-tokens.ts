import { createHmac, type KeyObject, randomUUID, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService, type JwtModuleOptions } from '@nestjs/jwt';
import { validate as isUuid } from 'uuid';
import type { Env } from '../config/env.js';
import { ENV } from '../config/env.module.js';
import type { Role } from '../domain/roles.js';
import { type Keys, secretKeys } from '../platform/security/keys.js';
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

/**
 * The key that signed the token; the signing one when none did, which then refuses it. A Buffer only for the
 * libraries' types, which know no KeyObject; jsonwebtoken below them takes it.
 */
export function signerOf(token: string, keys: Keys): Buffer {
  return findSigner(token, keys) as unknown as Buffer;
}

function findSigner(token: string, { signing, accepted }: Keys): KeyObject {
  if (accepted.length === 1) return signing;
  const end = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  const isSigner = (key: KeyObject): boolean => {
    const expected = createHmac('sha256', key).update(token.slice(0, end)).digest();
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  };
  return accepted.find(isSigner) ?? signing;
}

export function jwtOptions(env: Env): JwtModuleOptions {
  return {
    secret: secretKeys(env).signing,
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
  private readonly keys: Keys;

  constructor(
    private readonly jwt: JwtService,
    @Inject(ENV) env: Env,
  ) {
    this.keys = secretKeys(env);
  }

  sign(user: Pick<User, 'id' | 'email' | 'role' | 'organization_id'>, sessionId: string): string {
    const { id, email, role, organization_id } = user;
    return this.jwt.sign({ sub: id, email, role, org: organization_id, sid: sessionId, jti: randomUUID() });
  }

  /** The session of a token that is ours and has not run out; whether the session still lives is another question. */
  sessionOf(token: string): string | null {
    try {
      return sessionOfClaims(this.jwt.verify<AccessClaims>(token, { secret: signerOf(token, this.keys) }));
    } catch {
      return null;
    }
  }
}
