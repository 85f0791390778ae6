import { Injectable } from '@nestjs/common';
import { isAheadEverywhere } from '../domain/age.js';
import { type FieldErrors, DomainError, invalidField } from '../domain/errors.js';
import { EventLog } from '../events/event-log.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { notSetUp } from './account-finder.js';
import { AttemptLimiter } from './attempt-limiter.js';
import type { RegisterDto } from './auth.dto.js';
import { makeUser } from './new-user.js';
import { OrganizationRepository } from './organization.repository.js';
import { PasswordHasher } from './password-hasher.js';
import type { Registration } from './user.entity.js';
import { UserRepository } from './user.repository.js';
import { toUserView, type UserView } from './user.view.js';

const PROFILE_FIELDS = {
  patient: ['date_of_birth', 'sex', 'medical_history'],
  provider: ['kind', 'specialties'],
} as const;

@Injectable()
export class RegistrationService {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationRepository,
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly attempts: AttemptLimiter,
    private readonly events: EventLog,
    private readonly clock: Clock,
  ) {}

  /** Makes a user who waits for an admin's yes. */
  async register(input: RegisterDto, address: string): Promise<UserView> {
    assertFieldsOfRole(input, this.clock.now());
    const organizationId = await this.organizationId(input.organization);
    // A refusal tells that somebody is registered: asking for many people is limited like guessing.
    const { attempt, hash } = await this.hasher.inSlot(async (slot) => ({
      attempt: await this.attempts.assertAllowed('register', null, address),
      hash: await slot.hash(input.password),
    }));
    const user = makeUser(
      { ...input, organization_id: organizationId, registration: registrationOf(input) },
      hash,
      false,
    );
    const saved = await this.database.transaction(async (tx) => {
      const after = await this.users.save(tx, user);
      const { id, organization_id } = after;
      await this.events.append(tx, {
        type: 'user.registered',
        actor: null,
        organization_id,
        subject_id: id,
        after,
      });
      return after;
    });
    await this.attempts.giveBack(attempt);
    return toUserView(saved);
  }

  private async organizationId(code: string | undefined): Promise<string> {
    const { manager } = this.database;
    if (code === undefined) {
      const oldest = await this.organizations.findDefault(manager);
      if (!oldest) throw notSetUp();
      return oldest.id;
    }
    const named = await this.organizations.findByCode(manager, code);
    if (!named) throw invalidField('organization', 'There is no organization with this code.');
    return named.id;
  }
}

/** What becomes the profile of the role. */
function registrationOf(input: RegisterDto): Registration {
  const { role, date_of_birth = null, sex = null, medical_history = '', kind, specialties = [] } = input;
  if (role === 'patient') return { date_of_birth, sex, medical_history };
  return role === 'provider' ? { kind, specialties } : {};
}

/** The fields of another role's profile are refused, not dropped. */
function assertFieldsOfRole(input: RegisterDto, now: number): void {
  const errors: FieldErrors = {};
  for (const [role, fields] of Object.entries(PROFILE_FIELDS))
    for (const field of fields)
      if (role !== input.role && input[field] != null) errors[field] = [`Only a ${role} has this.`];
  if (input.role === 'provider' && input.kind === undefined) errors['kind'] = ['A provider has a kind.'];
  if (input.date_of_birth && isAheadEverywhere(input.date_of_birth, now))
    errors['date_of_birth'] = ['Must not be in the future.'];
  if (Object.keys(errors).length > 0) throw new DomainError('validation_failed', { errors });
}
