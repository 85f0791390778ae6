import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Role } from '../../domain/roles.js';

/** The signed-in caller, as every service sees them. */
export interface Actor {
  readonly user_id: string;
  readonly organization_id: string;
  readonly role: Role;
  readonly session_id: string;
  /** The caller's own patient profile, where there is one. */
  readonly patient_id: string | null;
  /** The caller's own provider profile, where there is one. */
  readonly provider_id: string | null;
}

/** Hands the signed-in caller to a controller method. Only on routes that are not `@Public()`. */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  return context.switchToHttp().getRequest<{ user: Actor }>().user;
});
