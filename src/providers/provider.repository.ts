import { Injectable } from '@nestjs/common';
import sql, { raw, type Sql } from 'sql-template-tag';
import { type EntityManager, type FindOptionsWhere, IsNull } from 'typeorm';
import { firstRow, rows } from '../platform/database/database.js';
import { fetchPage } from '../platform/database/keyset.js';
import { unknownReference } from '../platform/database/pg-errors.js';
import { everyWord } from '../platform/database/search.js';
import type { Page } from '../platform/http/views.js';
import type { ProviderQuery } from './provider.dto.js';
import { Provider } from './provider.entity.js';

/** What a provider is narrowed to: the facilities where they work, the topics that they offer. */
type Scope = 'facility' | 'topic';
export type ScopeIds = Partial<Pick<Provider, 'facility_ids' | 'topic_ids'>>;

const SCOPES_OF_P = sql`ARRAY(SELECT facility_id FROM provider_facility WHERE provider_id = p.id ORDER BY 1) AS facility_ids,
  ARRAY(SELECT topic_id FROM provider_topic WHERE provider_id = p.id ORDER BY 1) AS topic_ids`;

/** Every query on `provider`, `provider_facility` and `provider_topic`. */
@Injectable()
export class ProviderRepository {
  findById(tx: EntityManager, organizationId: string, id: string): Promise<Provider | null> {
    return firstRow<Provider>(
      tx,
      sql`SELECT p.*, ${SCOPES_OF_P} FROM provider p WHERE p.organization_id = ${organizationId} AND p.id = ${id}`,
    );
  }

  findByIdForUpdate(tx: EntityManager, organizationId: string, id: string): Promise<Provider | null> {
    return this.findForUpdate(tx, { organization_id: organizationId, id });
  }

  /** Locks all of it: whoever is about to refer to it waits, and then finds it gone. */
  findByIdForRemoval(tx: EntityManager, organizationId: string, id: string): Promise<Provider | null> {
    return this.findLocked(tx, { organization_id: organizationId, id }, 'pessimistic_write');
  }

  findByUserForUpdate(tx: EntityManager, organizationId: string, userId: string): Promise<Provider | null> {
    return this.findForUpdate(tx, { organization_id: organizationId, user_id: userId });
  }

  /** The one provider with this email whom nobody signs in as yet; null when there are several. */
  async findUnlinkedForUpdate(
    tx: EntityManager,
    organizationId: string,
    email: string,
  ): Promise<Provider | null> {
    const where = { organization_id: organizationId, email, user_id: IsNull() };
    const [only, another] = await tx.find(Provider, { select: { id: true }, where, take: 2 });
    return only && !another ? this.findForUpdate(tx, { ...where, id: only.id }) : null;
  }

  /** @param activeOnly whatever the query asks for */
  list(
    tx: EntityManager,
    organizationId: string,
    query: ProviderQuery,
    activeOnly: boolean,
  ): Promise<Page<Provider>> {
    const where = [sql`p.organization_id = ${organizationId}`, ...filtersOf(query)];
    if (activeOnly) where.push(sql`p.is_active`);
    const listing = { columns: sql`p.*, ${SCOPES_OF_P}`, from: sql`provider p`, where, alias: 'p' };
    return fetchPage<Provider>(tx, listing, query, query.ordering ?? 'created_at');
  }

  /**
   * Saves the columns and, where they are given, replaces facilities and topics. Either is a new version.
   * @throws validation_failed for ids that are not the organization's
   */
  async save(tx: EntityManager, provider: Provider, scopes: ScopeIds): Promise<Provider> {
    const version = provider.version;
    const saved = await tx.save(provider);
    const moved = await this.narrow(tx, saved, 'facility', scopes.facility_ids);
    const retrained = await this.narrow(tx, saved, 'topic', scopes.topic_ids);
    if ((moved || retrained) && saved.version === version) await this.touch(tx, saved);
    return saved;
  }

  /** Throws a foreign key violation while anything refers to them. */
  async remove(tx: EntityManager, id: string): Promise<void> {
    await tx.delete(Provider, { id });
  }

  /** Locks what foreign keys do not look at: bookings go on while somebody changes the profile. */
  private findForUpdate(tx: EntityManager, where: FindOptionsWhere<Provider>): Promise<Provider | null> {
    return this.findLocked(tx, where, 'for_no_key_update');
  }

  private async findLocked(
    tx: EntityManager,
    where: FindOptionsWhere<Provider>,
    mode: 'for_no_key_update' | 'pessimistic_write',
  ): Promise<Provider | null> {
    const provider = await tx.findOne(Provider, { where, lock: { mode } });
    if (!provider) return null;
    const scopes = await firstRow<Required<ScopeIds>>(
      tx,
      sql`SELECT ${SCOPES_OF_P} FROM provider p WHERE p.id = ${provider.id}`,
    );
    return Object.assign(provider, scopes);
  }

  /** Replaces one of the lists; whether that changed anything. */
  private async narrow(
    tx: EntityManager,
    provider: Provider,
    scope: Scope,
    wanted?: readonly string[],
  ): Promise<boolean> {
    const field = `${scope}_ids` as const;
    const current = provider[field] ?? [];
    const ids = wanted ? wanted.map((id) => id.toLowerCase()).sort() : current;
    provider[field] = ids;
    if (ids.join() === current.join()) return false;
    const table = raw(`provider_${scope}`);
    await rows(tx, sql`DELETE FROM ${table} WHERE provider_id = ${provider.id}`);
    // The lock makes a row that is being removed right now count as gone, not as a broken reference.
    const kept = await rows(
      tx,
      sql`INSERT INTO ${table} (organization_id, provider_id, ${raw(`${scope}_id`)})
          SELECT organization_id, ${provider.id}::uuid, id FROM ${raw(scope)}
          WHERE organization_id = ${provider.organization_id} AND id = ANY (${ids}::uuid[])
          ORDER BY id FOR KEY SHARE
          RETURNING 1`,
    );
    if (kept.length < ids.length) throw unknownReference(field);
    return true;
  }

  private async touch(tx: EntityManager, provider: Provider): Promise<void> {
    const changed = await firstRow<Pick<Provider, 'version' | 'updated_at'>>(
      tx,
      sql`UPDATE provider SET version = version + 1, updated_at = now() WHERE id = ${provider.id} RETURNING version, updated_at`,
    );
    Object.assign(provider, changed);
  }
}

function filtersOf(query: ProviderQuery): Sql[] {
  const { specialty, kind, facility_id, topic_id, accepts_bookings, is_active, search } = query;
  const filters: Sql[] = [];
  if (specialty !== undefined) filters.push(sql`p.specialties @> ARRAY[${specialty}]`);
  if (kind !== undefined) filters.push(sql`p.kind = ${kind}`);
  if (facility_id !== undefined) filters.push(inScope('facility', facility_id));
  if (topic_id !== undefined) filters.push(inScope('topic', topic_id));
  if (accepts_bookings !== undefined) filters.push(sql`p.accepts_bookings = ${accepts_bookings}`);
  if (is_active !== undefined) filters.push(sql`p.is_active = ${is_active}`);
  if (search !== undefined) filters.push(everyWord(sql`p.search_text`, search));
  return filters;
}

/** Listed there, or nowhere: who lists none works everywhere and offers everything. */
function inScope(scope: Scope, id: string): Sql {
  const listed = sql`SELECT FROM ${raw(`provider_${scope}`)} s WHERE s.provider_id = p.id`;
  return sql`(NOT EXISTS (${listed}) OR EXISTS (${listed} AND s.${raw(`${scope}_id`)} = ${id}))`;
}
