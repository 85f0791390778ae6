import { Injectable } from '@nestjs/common';
import { DomainError } from '../domain/errors.js';
import { Database } from '../platform/database/database.js';
import { OrganizationRepository } from './organization.repository.js';
import type { User } from './user.entity.js';
import { UserRepository } from './user.repository.js';

/** Whom an identifier may mean. */
export interface FoundAccounts {
  /** Where what happens to an unknown account is written down: the organization that was named, or the default one. */
  organization_id: string;
  users: readonly User[];
}

/** Finds accounts for people who are not signed in. */
@Injectable()
export class AccountFinder {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationRepository,
    private readonly users: UserRepository,
  ) {}

  /** Accounts by national ID or email, in all organizations or in the one whose code is given. */
  async find(identifier: string, organizationCode?: string): Promise<FoundAccounts> {
    const { manager } = this.database;
    const named =
      organizationCode === undefined ? null : await this.organizations.findByCode(manager, organizationCode);
    const home = named ?? (await this.organizations.findDefault(manager));
    if (!home) throw notSetUp();
    const isUnknown = organizationCode !== undefined && named === null;
    const users = isUnknown ? [] : await this.users.findByIdentifier(manager, identifier, named?.id ?? null);
    return { organization_id: home.id, users };
  }
}

export function notSetUp(): DomainError {
  return new DomainError('service_unavailable', {
    detail: 'There is no organization yet.',
    retryAfterSeconds: 60,
  });
}
