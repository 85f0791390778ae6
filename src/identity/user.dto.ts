import { ROLES, type Role } from '../domain/roles.js';
import { EmailField, QueryFlagField, TextField, WordField } from '../platform/http/fields.js';
import { OrderedQuery } from '../platform/http/page-query.js';

export class UserQuery extends OrderedQuery {
  @WordField(ROLES, { optional: true })
  role?: Role;

  @QueryFlagField({ optional: true })
  is_active?: boolean;
}

/** What people may change of their own account. */
export class UpdateMeDto {
  @TextField({ optional: true, min: 1, max: 100, example: 'Amina' })
  first_name?: string;

  @TextField({ optional: true, min: 1, max: 100, example: 'Otieno' })
  last_name?: string;

  @TextField({ optional: true, nullable: true, max: 32, example: '+254712345678' })
  phone_number?: string | null;

  @EmailField({ optional: true })
  email?: string;
}
