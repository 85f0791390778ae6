import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { DomainError } from '../../domain/errors.js';
import type { Role } from '../../domain/roles.js';
import type { Actor } from './actor.js';
import { PUBLIC_KEY, ROLES_KEY } from './roles.js';

/** Deny by default: a route says `@Public()` or names its `@Roles(...)`, else nobody gets in. */
@Injectable()
export class RolesGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_KEY, targets)) return true;
    await super.canActivate(context);
    const { user } = context.switchToHttp().getRequest<{ user: Actor }>();
    const roles = this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES_KEY, targets) ?? [];
    if (!roles.includes(user.role)) throw new DomainError('forbidden');
    return true;
  }

  /** Every reason for a refused token is the same one from outside. */
  override handleRequest<User>(error: unknown, user: User | false | undefined, info: unknown): User {
    if (error) throw error as Error;
    if (user) return user;
    const missing = info instanceof Error && info.message === 'No auth token';
    throw new DomainError(missing ? 'unauthenticated' : 'invalid_token');
  }
}
