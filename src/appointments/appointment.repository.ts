import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { AppointmentType, Modality, PaymentMode } from '../domain/appointment-words.js';
import type { CancellationReason, Status } from '../domain/lifecycle.js';
import { insertEvent, type NewEvent } from '../events/event-log.js';
import { firstPreparedRow, firstRow, planned, preparedRows, rows } from '../platform/database/database.js';
import { fetchPage } from '../platform/database/keyset.js';
import type { Page } from '../platform/http/views.js';
import type { AppointmentQuery } from './appointment.dto.js';
import {
  type AppointmentScope,
  conditionsOf,
  type FoundPeople,
  hasOnePlan,
  peopleMatching,
} from './appointment.filters.js';

/** The columns of `appointment`. */
export interface Appointment {
  id: string;
  organization_id: string;
  appointment_number: string;
  patient_id: string;
  provider_id: string;
  facility_id: string | null;
  status: Status;
  start_time: Date;
  end_time: Date;
  buffer_before_minutes: number;
  buffer_after_minutes: number;
  appointment_type: AppointmentType;
  service_type: string | null;
  specialty: string | null;
  modality: Modality;
  /** Where a video visit takes place; https. */
  video_url: string | null;
  reason: string | null;
  patient_instruction: string | null;
  priority: number;
  payment_mode: PaymentMode;
  notes: string | null;
  provider_notes: string | null;
  hold_expires_at: Date | null;
  confirmed_at: Date | null;
  arrived_at: Date | null;
  checked_in_at: Date | null;
  started_at: Date | null;
  completed_at: Date | null;
  no_show_at: Date | null;
  rescheduled_at: Date | null;
  cancelled_at: Date | null;
  cancelled_by: 'patient' | 'provider' | 'staff' | 'admin' | 'system' | null;
  cancellation_reason_code: CancellationReason | null;
  cancellation_reason_text: string | null;
  deleted_at: Date | null;
  created_by: string | null;
  version: number;
  created_at: Date;
  updated_at: Date;
}

export interface TopicSummary {
  id: string;
  name: string;
  duration_minutes: number;
}

/** An appointment with the names that its view shows. */
export interface AppointmentRow extends Appointment {
  patient_uhid: string;
  patient_name: string;
  provider_name: string;
  facility_name: string | null;
  topics: TopicSummary[];
}

export interface SentNotificationRow {
  event: string;
  channel: string;
  recipient: string;
  status: string;
  /** As PostgreSQL writes times into JSON. */
  sent_at: string | null;
  delivered_at: string | null;
}

export interface AppointmentDetailRow extends AppointmentRow {
  notifications: SentNotificationRow[];
}

/** Of a row `a` joined with `NAMES`: an `AppointmentRow`. */
export const NAMED_COLUMNS = sql`a.*, p.uhid AS patient_uhid, p.first_name || ' ' || p.last_name AS patient_name,
  concat_ws(' ', r.title, r.first_name, r.last_name) AS provider_name, f.name AS facility_name,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'duration_minutes', t.duration_minutes)
                             ORDER BY at.position)
            FROM appointment_topic at JOIN topic t ON t.id = at.topic_id
            WHERE at.appointment_id = a.id), '[]') AS topics`;

export const NAMES = sql`JOIN patient p ON p.id = a.patient_id
  JOIN provider r ON r.id = a.provider_id
  LEFT JOIN facility f ON f.id = a.facility_id`;

const SENT_NOTIFICATIONS = sql`ARRAY(
  SELECT json_build_object('event', event, 'channel', channel, 'recipient', recipient, 'status', n.status,
                           'sent_at', sent_at, 'delivered_at', delivered_at)
  FROM notification n WHERE n.appointment_id = a.id ORDER BY n.created_at, n.id) AS notifications`;

/** Reads of appointments, and changes to one that is there. */
@Injectable()
export class AppointmentRepository {
  findById(tx: EntityManager, scope: AppointmentScope, id: string): Promise<AppointmentRow | null> {
    return firstPreparedRow<AppointmentRow>(
      tx,
      sql`SELECT ${NAMED_COLUMNS} FROM appointment a ${NAMES}
          WHERE a.id = ${id} AND ${scope.condition} AND a.deleted_at IS NULL`,
    );
  }

  /**
   * By id, with what was sent about each in the same statement: a round trip costs more than either.
   * @param ids in lower case, as PostgreSQL writes them
   */
  async findDetailsById(
    tx: EntityManager,
    scope: AppointmentScope,
    ids: readonly string[],
  ): Promise<Map<string, AppointmentDetailRow>> {
    const condition = ids.length === 1 ? sql`a.id = ${ids[0]}` : sql`a.id = ANY (${planned(ids)}::uuid[])`;
    const found = await preparedRows<AppointmentDetailRow>(
      tx,
      sql`SELECT ${NAMED_COLUMNS}, ${SENT_NOTIFICATIONS} FROM appointment a ${NAMES}
          WHERE ${condition} AND ${scope.condition} AND a.deleted_at IS NULL`,
    );
    return new Map(found.map((row) => [row.id, row]));
  }

  /** Nobody else changes it until this transaction ends; messages about it may still be written. */
  findByIdForUpdate(tx: EntityManager, scope: AppointmentScope, id: string): Promise<Appointment | null> {
    return firstRow<Appointment>(
      tx,
      sql`SELECT a.* FROM appointment a
          WHERE a.id = ${id} AND ${scope.condition} AND a.deleted_at IS NULL FOR NO KEY UPDATE`,
    );
  }

  async list(
    tx: EntityManager,
    scope: AppointmentScope,
    query: AppointmentQuery,
  ): Promise<Page<AppointmentRow>> {
    const people = query.search === undefined ? null : await this.peopleMatching(tx, scope, query.search);
    const listing = {
      columns: NAMED_COLUMNS,
      from: sql`appointment a`,
      where: conditionsOf(scope, query, people ?? undefined),
      alias: 'a',
      joins: NAMES,
      hasOnePlan: hasOnePlan(query),
    };
    return fetchPage<AppointmentRow>(tx, listing, query, query.ordering ?? 'start_time');
  }

  private peopleMatching(
    tx: EntityManager,
    scope: AppointmentScope,
    search: string,
  ): Promise<FoundPeople | null> {
    return firstRow<FoundPeople>(tx, peopleMatching(scope.organization_id, search));
  }

  async topicIdsOf(tx: EntityManager, id: string): Promise<string[]> {
    const found = await rows<{ topic_id: string }>(
      tx,
      sql`SELECT topic_id FROM appointment_topic WHERE appointment_id = ${id} ORDER BY position`,
    );
    return found.map(({ topic_id }) => topic_id);
  }

  async replaceTopics(tx: EntityManager, id: string, topicIds: readonly string[]): Promise<void> {
    await rows(tx, sql`DELETE FROM appointment_topic WHERE appointment_id = ${id}`);
    await rows(
      tx,
      sql`INSERT INTO appointment_topic (organization_id, appointment_id, topic_id, position)
          SELECT a.organization_id, a.id, topic.id, topic.position
          FROM appointment a, unnest(${topicIds}::uuid[]) WITH ORDINALITY AS topic (id, position) WHERE a.id = ${id}`,
    );
  }

  /** Sets `columns`, counts the version up and writes the event with the row before and after: one statement. */
  async change(tx: EntityManager, id: string, columns: Sql, event: NewEvent): Promise<string> {
    const eventId = uuidv7();
    const source = { from: sql`old, new`, before: sql`to_jsonb(old)`, after: sql`to_jsonb(new)` };
    await rows(
      tx,
      sql`WITH old AS (SELECT * FROM appointment WHERE id = ${id}),
               new AS (UPDATE appointment SET ${columns}, version = version + 1, updated_at = now()
                       WHERE id = ${id} RETURNING *)
          ${insertEvent(eventId, event, source)}`,
    );
    return eventId;
  }
}
