import { Injectable } from '@nestjs/common';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { type FieldErrors, NO_SUCH_ID } from '../domain/errors.js';
import type { Interval } from '../domain/interval.js';
import { firstRow, rows } from '../platform/database/database.js';
import type { Appointment } from './appointment.repository.js';

/** The resources that a visit occupies, and how much more of the provider's time than its own. */
export interface WantedResources {
  organization_id: string;
  provider_id: string | null;
  patient_id: string | null;
  facility_id: string | null;
  buffer_before_minutes: number;
  buffer_after_minutes: number;
}

/** What a visit wants to occupy; `except` is the visit itself when it moves. */
export interface Wanted {
  resources: WantedResources;
  span: Interval;
  except?: string;
}

export interface ConflictRow extends Pick<Appointment, 'id' | 'start_time' | 'end_time'> {
  kind: 'provider' | 'patient' | 'facility';
  patient_id: string;
  patient_first_name: string;
  patient_last_name: string;
}

type AskedIds = Pick<WantedResources, 'organization_id' | 'provider_id' | 'patient_id' | 'facility_id'>;

/** The question who is in the way; the answer to "may I" is the constraint's alone. */
@Injectable()
export class ConflictRepository {
  /** Every appointment that holds one of the resources then; a facility's only when no lane is left. */
  find(tx: EntityManager, { resources, span, except }: Wanted): Promise<ConflictRow[]> {
    const visit = rangeOf(span, 0, 0);
    const wide = rangeOf(span, resources.buffer_before_minutes, resources.buffer_after_minutes);
    return rows<ConflictRow>(
      tx,
      sql`WITH held AS (
            SELECT * FROM occupancy
            WHERE organization_id = ${resources.organization_id}
              AND ((resource_id = ${resources.provider_id}::uuid AND during && ${wide})
                OR (resource_id IN (${resources.patient_id}::uuid, ${resources.facility_id}::uuid) AND during && ${visit}))
              AND (expires_at IS NULL OR expires_at > clock_timestamp())
              AND appointment_id IS DISTINCT FROM ${except ?? null}::uuid)
          SELECT held.resource_kind AS kind, a.id, a.start_time, a.end_time,
                 a.patient_id, p.first_name AS patient_first_name, p.last_name AS patient_last_name
          FROM held JOIN appointment a ON a.id = held.appointment_id JOIN patient p ON p.id = a.patient_id
          WHERE held.resource_kind <> 'facility'
             OR (SELECT count(DISTINCT lane) FROM held WHERE resource_kind = 'facility')
                >= (SELECT capacity FROM facility WHERE id = ${resources.facility_id}::uuid)
          ORDER BY array_position(ARRAY['provider', 'patient', 'facility'], held.resource_kind), a.start_time, a.id`,
    );
  }

  /** The fields whose id is nobody's in the organization: a typing mistake must not look like a free time. */
  async unknown(tx: EntityManager, ids: AskedIds): Promise<FieldErrors> {
    const isUnknown = (table: string, id: string | null): Sql =>
      sql`${id}::uuid IS NOT NULL AND NOT EXISTS (
        SELECT FROM ${raw(table)} WHERE organization_id = ${ids.organization_id} AND id = ${id}::uuid)`;
    const found = await firstRow<Record<'provider_id' | 'patient_id' | 'facility_id', boolean>>(
      tx,
      sql`SELECT ${isUnknown('provider', ids.provider_id)} AS provider_id,
                 ${isUnknown('patient', ids.patient_id)} AS patient_id,
                 ${isUnknown('facility', ids.facility_id)} AS facility_id`,
    );
    const fields = Object.entries(found ?? {}).filter(([, isMissing]) => isMissing);
    return Object.fromEntries(fields.map(([field]) => [field, [NO_SUCH_ID]]));
  }
}

function rangeOf(span: Interval, minutesBefore: number, minutesAfter: number): Sql {
  const start = new Date(span.start - minutesBefore * 60_000);
  const end = new Date(span.end + minutesAfter * 60_000);
  return sql`tstzrange(${start}::timestamptz, ${end}::timestamptz)`;
}
