import { formatInstant } from '../domain/instant.js';
import { ROLES, type Role } from '../domain/roles.js';
import {
  FlagField,
  InstantField,
  TextField,
  UuidField,
  WholeField,
  WordField,
} from '../platform/http/fields.js';
import type { Actor } from '../platform/security/actor.js';
import type { User } from './user.entity.js';

/** A user as admins see them. */
export class UserView {
  @UuidField()
  id: string;

  @TextField({ example: 'amina@example.org' })
  email: string;

  @TextField({ example: 'Amina' })
  first_name: string;

  @TextField({ example: 'Otieno' })
  last_name: string;

  @TextField({ example: 'Amina Otieno' })
  full_name: string;

  @TextField({ nullable: true, example: '29384756' })
  national_id: string | null;

  @TextField({ nullable: true, description: 'E.164.', example: '+254712345678' })
  phone_number: string | null;

  @WordField(ROLES)
  role: Role;

  @FlagField({ description: 'Whether they may sign in.' })
  is_active: boolean;

  @WholeField({ min: 1, example: 1 })
  version: number;

  @InstantField()
  created_at: string;

  @InstantField()
  updated_at: string;
}

/** A user as they see themselves. */
export class MeView extends UserView {
  @UuidField({ nullable: true, description: 'Their patient profile, where they have one.' })
  patient_id: string | null;

  @UuidField({ nullable: true, description: 'Their provider profile, where they have one.' })
  provider_id: string | null;
}

export function toUserView(user: User): UserView {
  return {
    id: user.id,
    email: user.email,
    first_name: user.first_name,
    last_name: user.last_name,
    full_name: `${user.first_name} ${user.last_name}`.trim(),
    national_id: user.national_id,
    phone_number: user.phone_number,
    role: user.role,
    is_active: user.is_active,
    version: user.version,
    created_at: formatInstant(user.created_at),
    updated_at: formatInstant(user.updated_at),
  };
}

export function toMeView(user: User, actor: Pick<Actor, 'patient_id' | 'provider_id'>): MeView {
  return { ...toUserView(user), patient_id: actor.patient_id, provider_id: actor.provider_id };
}
