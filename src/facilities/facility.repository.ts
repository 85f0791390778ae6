import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { rows } from '../platform/database/database.js';
import { fetchPage } from '../platform/database/keyset.js';
import { everyWord } from '../platform/database/search.js';
import type { Page } from '../platform/http/views.js';
import type { FacilityQuery } from './facility.dto.js';
import { Facility } from './facility.entity.js';

/** Every query on `facility`. */
@Injectable()
export class FacilityRepository {
  findById(tx: EntityManager, organizationId: string, id: string): Promise<Facility | null> {
    return tx.findOneBy(Facility, { organization_id: organizationId, id });
  }

  /** Locks what foreign keys do not look at: bookings go on while somebody changes it. */
  findByIdForUpdate(tx: EntityManager, organizationId: string, id: string): Promise<Facility | null> {
    const where = { organization_id: organizationId, id };
    return tx.findOne(Facility, { where, lock: { mode: 'for_no_key_update' } });
  }

  /** Locks all of it: whoever is about to refer to it waits, and then finds it gone. */
  findByIdForRemoval(tx: EntityManager, organizationId: string, id: string): Promise<Facility | null> {
    const where = { organization_id: organizationId, id };
    return tx.findOne(Facility, { where, lock: { mode: 'pessimistic_write' } });
  }

  list(tx: EntityManager, organizationId: string, query: FacilityQuery): Promise<Page<Facility>> {
    const where = [sql`f.organization_id = ${organizationId}`];
    if (query.is_active !== undefined) where.push(sql`f.is_active = ${query.is_active}`);
    if (query.search !== undefined) where.push(everyWord(sql`lower(f.name || ' ' || f.code)`, query.search));
    return fetchPage<Facility>(
      tx,
      { columns: sql`f.*`, from: sql`facility f`, where, alias: 'f' },
      query,
      query.ordering ?? 'created_at',
    );
  }

  /**
   * The time zone of each of the facilities that are the organization's. The lock keeps them there for who is about
   * to refer to them: one that is being removed right now counts as gone, not as a broken reference.
   */
  async findTimezones(
    tx: EntityManager,
    organizationId: string,
    ids: readonly string[],
  ): Promise<Map<string, string>> {
    const found = await rows<Pick<Facility, 'id' | 'timezone'>>(
      tx,
      sql`SELECT id, timezone FROM facility WHERE organization_id = ${organizationId} AND id = ANY (${ids}::uuid[])
          ORDER BY id FOR KEY SHARE`,
    );
    return new Map(found.map(({ id, timezone }) => [id, timezone]));
  }

  save(tx: EntityManager, facility: Facility): Promise<Facility> {
    return tx.save(facility);
  }

  /** Throws a foreign key violation while anything refers to it. */
  async remove(tx: EntityManager, id: string): Promise<void> {
    await tx.delete(Facility, { id });
  }
}
