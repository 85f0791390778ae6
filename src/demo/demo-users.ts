import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../domain/roles.js';
import type { UserService } from '../identity/user.service.js';
import { firstRow } from '../platform/database/database.js';
import { found } from '../platform/found.js';
import type { Actor } from '../platform/security/actor.js';
import { DEMO_ACCOUNTS } from './demo-accounts.js';
import { PROVIDERS } from './demo-clinic.js';
import { PATIENTS } from './demo-patients.js';

/** Who does what in the demo's history. */
export type DemoUsers = Record<Role, Actor>;

/** Makes the people who sign in. An organization that has its own admin keeps to that one. */
export async function makeUsers(
  tx: EntityManager,
  users: UserService,
  organizationId: string,
): Promise<DemoUsers> {
  const own = await firstRow<{ id: string }>(
    tx,
    sql`SELECT id FROM user_account WHERE organization_id = ${organizationId} AND admin_seat IS NOT NULL LIMIT 1`,
  );
  const make = async (role: Role): Promise<Actor> => {
    const user = await users.createActive(tx, { ...newUser(role), organization_id: organizationId });
    return actorOf(tx, organizationId, role, user.id);
  };
  return {
    admin: own ? await actorOf(tx, organizationId, 'admin', own.id) : await make('admin'),
    staff: await make('staff'),
    provider: await make('provider'),
    patient: await make('patient'),
  };
}

function newUser(role: Role) {
  const account = found(DEMO_ACCOUNTS.find((one) => one.role === role));
  const [first_name = '', last_name = ''] = account.name.split(' ');
  const { email, national_id, password } = account;
  const said = { phone_number: phoneOf(role), registration: registrationOf(role) };
  return { role, email, national_id, password, first_name, last_name, ...said };
}

function phoneOf(role: Role): string | null | undefined {
  if (role === 'provider') return PROVIDERS.kamau.phone_number;
  return role === 'patient' ? PATIENTS.amina.phone_number : null;
}

/** What becomes the profile. */
function registrationOf(role: Role) {
  const { kind, specialties } = PROVIDERS.kamau;
  const { date_of_birth, sex, medical_history } = PATIENTS.amina;
  if (role === 'provider') return { kind, specialties: [...specialties] };
  return role === 'patient' ? { date_of_birth, sex, medical_history } : {};
}

/** The user as the services know a caller, with the profile that activation made. */
async function actorOf(
  tx: EntityManager,
  organization_id: string,
  role: Role,
  user_id: string,
): Promise<Actor> {
  const profiles = await firstRow<Pick<Actor, 'patient_id' | 'provider_id'>>(
    tx,
    sql`SELECT (SELECT id FROM patient WHERE user_id = ${user_id}) AS patient_id,
               (SELECT id FROM provider WHERE user_id = ${user_id}) AS provider_id`,
  );
  return { user_id, organization_id, role, session_id: uuidv7(), ...found(profiles) };
}
