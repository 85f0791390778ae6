import type { ProviderKind } from '../domain/provider-kind.js';
import type { Role } from '../domain/roles.js';
import type { Sex } from '../domain/sex.js';
import type { NewEvent } from './event-log.js';

/** What `user.activated` and `user.deactivated` tell of the user (`after`). */
export interface ActivatedUser {
  id: string;
  role: Role;
  email: string;
  national_id: string | null;
  phone_number: string | null;
  first_name: string;
  last_name: string;
  /** What the person said of themselves when they registered; what belongs to their role. */
  registration: {
    date_of_birth?: string | null;
    sex?: Sex | null;
    medical_history?: string | null;
    kind?: ProviderKind | null;
    specialties?: string[] | null;
  };
}

/** The user of such an event and the organization that it happened in. */
export function activatedUserOf(event: NewEvent): { user: ActivatedUser; organization_id: string } {
  const organization_id = event.organization_id ?? event.actor?.organization_id;
  if (!event.after || organization_id === undefined) throw new Error(`${event.type} tells of no user`);
  return { user: event.after as ActivatedUser, organization_id };
}
