import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { firstRow } from '../platform/database/database.js';
import { Organization } from './organization.entity.js';

export type NewOrganization = Pick<Organization, 'name' | 'code' | 'country_code'>;

/** Every query on `organization`. */
@Injectable()
export class OrganizationRepository {
  findByCode(tx: EntityManager, code: string): Promise<Organization | null> {
    return tx.findOneBy(Organization, { code: code.toLowerCase() });
  }

  findById(tx: EntityManager, id: string): Promise<Organization | null> {
    return tx.findOneBy(Organization, { id });
  }

  /** Locks what foreign keys do not look at: everything else goes on while the settings change. */
  findByIdForUpdate(tx: EntityManager, id: string): Promise<Organization | null> {
    return tx.findOne(Organization, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  /** Whose days count where there is no facility. */
  async timezoneOf(tx: EntityManager, id: string): Promise<string> {
    const statement = sql`SELECT timezone FROM organization WHERE id = ${id}`;
    return (await firstRow<Pick<Organization, 'timezone'>>(tx, statement))!.timezone;
  }

  /** The oldest one: what a single-clinic install never needs to name. */
  findDefault(tx: EntityManager): Promise<Organization | null> {
    return firstRow<Organization>(tx, sql`SELECT * FROM organization ORDER BY number LIMIT 1`);
  }

  async insert(tx: EntityManager, organization: NewOrganization): Promise<string> {
    const id = uuidv7();
    await tx.insert(Organization, { id, ...organization });
    return id;
  }

  save(tx: EntityManager, organization: Organization): Promise<Organization> {
    return tx.save(organization);
  }

  async hasActiveAdmin(tx: EntityManager, organizationId: string): Promise<boolean> {
    const seat = sql`SELECT 1 FROM user_account WHERE organization_id = ${organizationId} AND admin_seat IS NOT NULL LIMIT 1`;
    return (await firstRow(tx, seat)) !== null;
  }
}
