import sql, { raw, type Sql } from 'sql-template-tag';
import type { Interval } from '../../domain/interval.js';

/** That the row's time, from `start_time` to `end_time`, shares some with `range`, which may be without bounds. */
export function sharingTime(alias: string, range: Interval): Sql[] {
  const conditions: Sql[] = [];
  if (Number.isFinite(range.start)) conditions.push(sql`${raw(alias)}.end_time > ${new Date(range.start)}`);
  if (Number.isFinite(range.end)) conditions.push(sql`${raw(alias)}.start_time < ${new Date(range.end)}`);
  return conditions;
}
