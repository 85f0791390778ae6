import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { Interval } from '../domain/interval.js';
import { firstRow, rows } from '../platform/database/database.js';
import { milliseconds } from '../providers/schedule-facts.js';
import { type Counted, toBusy } from '../providers/schedule-of.js';

/** A row `[start, end, expires]` in epoch milliseconds. */
export type BusyRow = readonly [start: number, end: number, expires: number | null];

/** Whose days are counted, and which appointment is not: the one that is being moved. */
export interface CountedIds {
  provider_id: string;
  patient_id: string | null;
  except?: string | null;
}

const DAY = 86_400_000;

/** What the daily limits count. */
@Injectable()
export class DailyLimitRepository {
  /**
   * Until the transaction ends, nobody else books these people under a limit: what is counted from now on stays
   * true until the booking is written. One lock for all days, because a day begins elsewhere in another zone.
   */
  async lock(tx: EntityManager, { provider_id, patient_id }: CountedIds): Promise<void> {
    const keys = [provider_id, patient_id].filter((id) => id !== null).map((id) => `daily-limit/${id}`);
    await rows(
      tx,
      sql`SELECT pg_advisory_xact_lock(key)
          FROM (SELECT hashtextextended(name, 0) AS key FROM unnest(${keys}::text[]) name ORDER BY 1) sorted`,
    );
  }

  /** The appointments around `start` (epoch milliseconds) that count: all that were not called off. */
  async count(tx: EntityManager, ids: CountedIds, start: number): Promise<Counted> {
    const range = { start: start - 2 * DAY, end: start + 2 * DAY };
    const found = await firstRow<{ provider: BusyRow[]; patient: BusyRow[] }>(
      tx,
      sql`SELECT ${countedRows(sql`a.provider_id = ${ids.provider_id}::uuid`, range, ids.except)} AS provider,
                 ${countedRows(sql`a.patient_id = ${ids.patient_id}::uuid`, range, ids.except)} AS patient`,
    );
    return {
      provider_appointments: (found?.provider ?? []).map(toBusy),
      patient_appointments: (found?.patient ?? []).map(toBusy),
    };
  }
}

/** A JSON list of `BusyRow` of the appointments `a` that start in `range` and count for a limit. */
export function countedRows(whose: Sql, range: Interval, except: string | null = null): Sql {
  const expires = sql`CASE WHEN a.status = 'proposed' THEN ${milliseconds(sql`a.hold_expires_at`)} END`;
  return sql`(SELECT coalesce(json_agg(json_build_array(
      ${milliseconds(sql`a.start_time`)}, ${milliseconds(sql`a.end_time`)}, ${expires}) ORDER BY a.start_time), '[]')
    FROM appointment a
    WHERE ${whose} AND a.start_time >= ${new Date(range.start)}::timestamptz
      AND a.start_time < ${new Date(range.end)}::timestamptz
      AND a.status <> 'cancelled' AND a.deleted_at IS NULL AND a.id IS DISTINCT FROM ${except}::uuid)`;
}
