import { Injectable, type OnModuleInit } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import {
  type Affected,
  type AffectedAppointment,
  AffectedAppointments,
  type BlockingVisit,
  MOST_NAMED,
  type VisitsAsked,
} from '../facilities/affected-appointments.js';
import { rows } from '../platform/database/database.js';

type Found = BlockingVisit & { id: string };

/** Answers which appointments a change of hours, time off or a closure leaves behind. */
@Injectable()
export class AffectedAppointmentsFinder implements OnModuleInit {
  constructor(private readonly affected: AffectedAppointments) {}

  onModuleInit(): void {
    this.affected.answeredBy((tx, asked) => this.find(tx, asked));
  }

  private async find(tx: EntityManager, asked: VisitsAsked): Promise<Affected> {
    const affected = (await this.findBlocking(tx, asked)).filter(asked.isAffected);
    const ids = affected.slice(0, MOST_NAMED).map(({ id }) => id);
    return { count: affected.length, named: ids.length > 0 ? await this.name(tx, ids) : [] };
  }

  /** The bounds of a day and a third around the range, longer than any visit and buffer, let the index find them. */
  private findBlocking(tx: EntityManager, { organization_id, of, during }: VisitsAsked): Promise<Found[]> {
    const resource =
      'provider_id' in of ? sql`a.provider_id = ${of.provider_id}` : sql`a.facility_id = ${of.facility_id}`;
    const [from, to] = [during.start, during.end].map((at) => sql`${new Date(at)}::timestamptz`);
    return rows<Found>(
      tx,
      sql`SELECT a.id, a.facility_id, a.buffer_before_minutes, a.buffer_after_minutes,
                 extract(epoch FROM a.start_time)::float8 * 1000 AS start,
                 extract(epoch FROM a.end_time)::float8 * 1000 AS "end"
          FROM appointment a
          WHERE a.organization_id = ${organization_id} AND ${resource} AND a.deleted_at IS NULL
            AND a.start_time BETWEEN ${from} - interval '32 hours' AND ${to} + interval '8 hours'
            AND provider_span(a) && tstzrange(${from}, ${to})
            AND status_blocks_time(a.status) AND (a.hold_expires_at IS NULL OR a.hold_expires_at > clock_timestamp())
          ORDER BY a.start_time, a.id`,
    );
  }

  private name(tx: EntityManager, ids: readonly string[]): Promise<AffectedAppointment[]> {
    return rows<AffectedAppointment>(
      tx,
      sql`SELECT a.id, a.appointment_number, a.start_time, a.end_time, a.status,
                 p.first_name || ' ' || p.last_name AS patient_name
          FROM appointment a JOIN patient p ON p.id = a.patient_id
          WHERE a.id = ANY (${ids}::uuid[]) ORDER BY a.start_time, a.id`,
    );
  }
}
