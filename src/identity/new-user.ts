import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../domain/roles.js';
import { normalizePhone } from '../platform/phone.js';
import { type Registration, User } from './user.entity.js';

/** Who a new user is. */
export interface NewUser {
  organization_id: string;
  role: Role;
  email: string;
  first_name: string;
  last_name: string;
  national_id?: string | null;
  phone_number?: string | null;
  registration?: Registration;
}

/** The row of a new user, with everything written as it is kept. */
export function makeUser(input: NewUser, passwordHash: string, isActive: boolean): User {
  const user = new User();
  return Object.assign(user, {
    id: uuidv7(),
    organization_id: input.organization_id,
    role: input.role,
    email: input.email.trim().toLowerCase(),
    first_name: input.first_name,
    last_name: input.last_name,
    national_id: input.national_id?.trim() || null,
    phone_number: input.phone_number ? normalizePhone(input.phone_number, 'phone_number') : null,
    registration: input.registration ?? {},
    password_hash: passwordHash,
    is_active: isActive,
  });
}
