import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { FirstAdmin } from '../config/env.js';
import { type NewOrganization, OrganizationRepository } from '../identity/organization.repository.js';
import { UserService } from '../identity/user.service.js';
import { Database, firstRow } from '../platform/database/database.js';

/** What a single-clinic install gets, and never needs to name. */
const DEFAULT_ORGANIZATION: NewOrganization = { name: 'Clinic', code: 'default', country_code: 'KE' };

/** Organizations and their first admins, made without anybody signed in. */
@Injectable()
export class OrganizationSetup {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationRepository,
    private readonly users: UserService,
  ) {}

  /** The default organization; made where there is none. */
  ensureDefault(): Promise<{ id: string; isNew: boolean }> {
    return this.database.transaction(async (tx) => {
      const existing = await this.organizations.findDefault(tx);
      if (existing) return { id: existing.id, isNew: false };
      return { id: await this.organizations.insert(tx, DEFAULT_ORGANIZATION), isNew: true };
    });
  }

  /** Makes the admin unless the organization has an active one already. False when it has. */
  ensureAdmin(organizationId: string, admin: FirstAdmin): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      if (await this.organizations.hasActiveAdmin(tx, organizationId)) return false;
      await this.users.createActive(tx, adminOf(organizationId, admin));
      return true;
    });
  }

  /** Another organization, with its first admin. */
  create(organization: NewOrganization, admin: FirstAdmin): Promise<string> {
    return this.database.transaction(async (tx) => {
      const id = await this.organizations.insert(tx, organization);
      await this.users.createActive(tx, adminOf(id, admin));
      return id;
    });
  }

  /** Whether nobody has put anything in yet. */
  async isEmpty(): Promise<boolean> {
    const something = sql`SELECT 1 FROM facility UNION ALL SELECT 1 FROM patient UNION ALL SELECT 1 FROM provider LIMIT 1`;
    return (await firstRow(this.database.manager, something)) === null;
  }
}

function adminOf(organizationId: string, admin: FirstAdmin): Parameters<UserService['createActive']>[1] {
  return {
    organization_id: organizationId,
    role: 'admin',
    first_name: 'Clinic',
    last_name: 'Admin',
    ...admin,
  };
}
