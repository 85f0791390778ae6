import { SetMetadata } from '@nestjs/common';
import type { Role } from '../../domain/roles.js';

export const ROLES_KEY = 'kept:roles';
export const PUBLIC_KEY = 'kept:public';
/** Metadata key of operations whose requests are not counted. */
export const UNLIMITED_KEY = 'kept:unlimited';

/** Who may call this route. Whether a row is theirs is asked by the service. */
export const Roles = (...roles: readonly Role[]): MethodDecorator => SetMetadata(ROLES_KEY, roles);

/** Anyone may call this route, signed in or not. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC_KEY, true);
