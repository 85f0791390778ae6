import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Interval } from '../domain/interval.js';
import { firstRow } from '../platform/database/database.js';
import { fetchPage } from '../platform/database/keyset.js';
import { sharingTime } from '../platform/database/sharing-time.js';
import type { TimeSpanQuery } from '../platform/http/time-span.dto.js';
import type { Page } from '../platform/http/views.js';
import type { Facility } from './facility.entity.js';

export interface Closure {
  id: string;
  facility_id: string;
  start_time: Date;
  end_time: Date;
  reason: string | null;
  created_at: Date;
}

const COLUMNS = sql`c.id, c.facility_id, c.start_time, c.end_time, c.reason, c.created_at`;

/** Every query on `facility_closure`. */
@Injectable()
export class ClosureRepository {
  list(tx: EntityManager, facility: Facility, range: Interval, query: TimeSpanQuery): Promise<Page<Closure>> {
    const where = [sql`c.facility_id = ${facility.id}`, ...sharingTime('c', range)];
    const listing = { columns: COLUMNS, from: sql`facility_closure c`, where, alias: 'c' };
    return fetchPage<Closure>(tx, listing, query, query.ordering ?? 'start_time');
  }

  async insert(
    tx: EntityManager,
    facility: Facility,
    { start, end }: Interval,
    reason: string | null,
  ): Promise<Closure> {
    const made = await firstRow<Closure>(
      tx,
      sql`INSERT INTO facility_closure AS c (id, organization_id, facility_id, start_time, end_time, reason)
          VALUES (${uuidv7()}, ${facility.organization_id}, ${facility.id}, ${new Date(start)}, ${new Date(end)}, ${reason})
          RETURNING ${COLUMNS}`,
    );
    return made!;
  }

  /** The row that was removed; null when there was none at this facility. */
  remove(tx: EntityManager, facility: Facility, id: string): Promise<Closure | null> {
    return firstRow<Closure>(
      tx,
      sql`DELETE FROM facility_closure c WHERE c.facility_id = ${facility.id} AND c.id = ${id} RETURNING ${COLUMNS}`,
    );
  }
}
