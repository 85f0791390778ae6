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
import type { Provider } from './provider.entity.js';

export interface TimeOff {
  id: string;
  provider_id: string;
  start_time: Date;
  end_time: Date;
  reason: string | null;
  created_at: Date;
}

const COLUMNS = sql`t.id, t.provider_id, t.start_time, t.end_time, t.reason, t.created_at`;

/** Every query on `time_off`. */
@Injectable()
export class TimeOffRepository {
  list(tx: EntityManager, provider: Provider, range: Interval, query: TimeSpanQuery): Promise<Page<TimeOff>> {
    const where = [sql`t.provider_id = ${provider.id}`, ...sharingTime('t', range)];
    const listing = { columns: COLUMNS, from: sql`time_off t`, where, alias: 't' };
    return fetchPage<TimeOff>(tx, listing, query, query.ordering ?? 'start_time');
  }

  async insert(
    tx: EntityManager,
    provider: Provider,
    { start, end }: Interval,
    reason: string | null,
  ): Promise<TimeOff> {
    const made = await firstRow<TimeOff>(
      tx,
      sql`INSERT INTO time_off AS t (id, organization_id, provider_id, start_time, end_time, reason)
          VALUES (${uuidv7()}, ${provider.organization_id}, ${provider.id}, ${new Date(start)}, ${new Date(end)}, ${reason})
          RETURNING ${COLUMNS}`,
    );
    return made!;
  }

  /** The row that was removed; null when there was none of this provider. */
  remove(tx: EntityManager, provider: Provider, id: string): Promise<TimeOff | null> {
    return firstRow<TimeOff>(
      tx,
      sql`DELETE FROM time_off t WHERE t.provider_id = ${provider.id} AND t.id = ${id} RETURNING ${COLUMNS}`,
    );
  }
}
