import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { DomainError } from '../../domain/errors.js';
import type { Role } from '../../domain/roles.js';
import type { Actor } from './actor.js';
import { partyOf } from './client-address.js';
import { RateLimiter } from './rate-limiter.js';
import { PUBLIC_KEY, ROLES_KEY, UNLIMITED_KEY } from './roles.js';

/**
 * Deny by default: a route says `@Public()` or names its `@Roles(...)`, else nobody gets in. Every request is counted
 * for whoever makes it: the user, once they are known; else the address.
 */
@Injectable()
export class RolesGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly limiter: RateLimiter,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.said<boolean>(context, PUBLIC_KEY)) {
      if (!this.said<boolean>(context, UNLIMITED_KEY)) this.countAddress(context);
      return true;
    }
    const { user_id, role } = await this.authenticate(context);
    this.limiter.count({ user: user_id }, context.switchToHttp().getResponse());
    const roles = this.said<readonly Role[]>(context, ROLES_KEY) ?? [];
    if (!roles.includes(role)) throw new DomainError('forbidden');
    return true;
  }

  private async authenticate(context: ExecutionContext): Promise<Actor> {
    try {
      await super.canActivate(context);
    } catch (error) {
      // Nobody's fault while the database is away; else somebody tries tokens.
      if (error instanceof DomainError && error.kind === 'unauthenticated') this.countAddress(context);
      throw error;
    }
    return context.switchToHttp().getRequest<{ user: Actor }>().user;
  }

  private countAddress(context: ExecutionContext): void {
    const http = context.switchToHttp();
    const address = partyOf(http.getRequest<{ ip?: string }>().ip ?? '');
    this.limiter.count({ address }, http.getResponse());
  }

  private said<T>(context: ExecutionContext, key: string): T | undefined {
    return this.reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()]);
  }

  /** Every reason for a refused token is the same one from outside. */
  override handleRequest<User>(error: unknown, user: User | false | undefined, info: unknown): User {
    if (error) throw error as Error;
    if (user) return user;
    const missing = info instanceof Error && info.message === 'No auth token';
    throw new DomainError(missing ? 'unauthenticated' : 'invalid_token');
  }
}
