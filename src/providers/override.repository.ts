import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { ClockSpan } from '../domain/working-hours.js';
import { firstRow } from '../platform/database/database.js';
import { fetchPage } from '../platform/database/keyset.js';
import type { Page } from '../platform/http/views.js';
import type { OverrideQuery } from './override.dto.js';
import type { Provider } from './provider.entity.js';

export interface Override {
  id: string;
  provider_id: string;
  facility_id: string;
  date: string;
  spans: ClockSpan[];
  created_at: Date;
}

export type NewOverride = Pick<Override, 'facility_id' | 'date' | 'spans'>;

const COLUMNS = sql`o.id, o.provider_id, o.facility_id, o.date, o.spans, o.created_at`;
/** Pages are cut at instants, so dates are read as days of UTC. */
const WITH_INSTANTS = sql`(SELECT *, date::timestamp AT TIME ZONE 'UTC' AS begins FROM working_hours_override)`;

/** Every query on `working_hours_override`. */
@Injectable()
export class OverrideRepository {
  list(tx: EntityManager, provider: Provider, query: OverrideQuery): Promise<Page<Override>> {
    const { facility_id, date_from, date_to, ordering = 'date' } = query;
    const where = [sql`o.provider_id = ${provider.id}`];
    if (facility_id !== undefined) where.push(sql`o.facility_id = ${facility_id}`);
    if (date_from !== undefined) where.push(sql`o.date >= ${date_from}`);
    if (date_to !== undefined) where.push(sql`o.date <= ${date_to}`);
    const listing = { columns: sql`${COLUMNS}, o.begins`, from: sql`${WITH_INSTANTS} o`, where, alias: 'o' };
    return fetchPage<Override>(tx, listing, query, ordering.replace('date', 'begins'));
  }

  /** Throws `already_exists` where the provider has one for this date and facility. */
  async insert(
    tx: EntityManager,
    provider: Provider,
    { facility_id, date, spans }: NewOverride,
  ): Promise<Override> {
    const made = await firstRow<Override>(
      tx,
      sql`INSERT INTO working_hours_override AS o (id, organization_id, provider_id, facility_id, date, spans)
          VALUES (${uuidv7()}, ${provider.organization_id}, ${provider.id}, ${facility_id}, ${date}, ${JSON.stringify(spans)})
          RETURNING ${COLUMNS}`,
    );
    return made!;
  }

  /** The row that was removed; null when this provider had none. */
  remove(tx: EntityManager, provider: Provider, id: string): Promise<Override | null> {
    return firstRow<Override>(
      tx,
      sql`DELETE FROM working_hours_override o WHERE o.provider_id = ${provider.id} AND o.id = ${id} RETURNING ${COLUMNS}`,
    );
  }
}
