import { Injectable } from '@nestjs/common';
import sql, { empty } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { MOST_EARLY, type VisitToRemindOf } from '../domain/reminders.js';
import { rows } from '../platform/database/database.js';
import { zoneOfVisit } from './written-zone.js';

/** A visit that somebody may have to be reminded of by now. */
export interface ComingUp extends Pick<VisitToRemindOf, 'zone' | 'offsets' | 'quiet'> {
  id: string;
  organization_id: string;
  start_time: Date;
  /** When its people last heard when it is. */
  told_at: Date;
  /** The nearest reminder of this start so far, in minutes before it; null: none. */
  last_minutes: number | null;
}

const MINUTE = sql`interval '1 minute'`;

@Injectable()
export class ReminderRepository {
  /**
   * Visits with a reminder that is due, or may be because of quiet hours (which this does not judge), in the
   * order of their start. Reads no more than what starts within the longest reminder that anybody has set.
   */
  findComingUp(
    manager: EntityManager,
    now: number,
    after: ComingUp | null,
    limit: number,
  ): Promise<ComingUp[]> {
    const ahead = new Date(now + MOST_EARLY);
    return rows<ComingUp>(
      manager,
      sql`SELECT a.id, a.organization_id, a.start_time, told_at, ${zoneOfVisit} AS zone,
                 o.reminder_minutes_before AS offsets, o.quiet_hours AS quiet, last_minutes
          FROM appointment a
          JOIN organization o ON o.id = a.organization_id
          LEFT JOIN facility f ON f.id = a.facility_id
          CROSS JOIN LATERAL (SELECT greatest(a.created_at, a.confirmed_at, a.rescheduled_at) AS told_at) told
          CROSS JOIN LATERAL (
            SELECT min((details ->> 'minutes_before')::int) AS last_minutes FROM event
            WHERE type = 'appointment.reminder_due' AND subject_id = a.id
              AND details ->> 'start_time' = to_char(a.start_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
          ) so_far
          WHERE a.status = 'scheduled' AND a.deleted_at IS NULL AND a.start_time > ${new Date(now)}
            AND a.start_time <= ${ahead}::timestamptz
              + (SELECT max(minutes) FROM organization, unnest(reminder_minutes_before) minutes) * ${MINUTE}
            AND EXISTS (SELECT FROM unnest(o.reminder_minutes_before) minutes
                        WHERE a.start_time - minutes * ${MINUTE} <= ${ahead}
                          AND a.start_time - minutes * ${MINUTE} > told_at
                          AND (last_minutes IS NULL OR minutes < last_minutes))
            ${after === null ? empty : sql`AND (a.start_time, a.id) > (${after.start_time}, ${after.id})`}
          ORDER BY a.start_time, a.id LIMIT ${limit}`,
    );
  }
}
