import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { ProviderKind } from '../domain/provider-kind.js';
import { insertEvent } from '../events/event-log.js';
import { firstRow } from '../platform/database/database.js';
import type { Actor } from '../platform/security/actor.js';
import type { Appointment } from './appointment.repository.js';

export interface PatientFacts {
  id: string;
  uhid: string;
  name: string;
  is_active: boolean;
}

export interface ProviderFacts {
  id: string;
  name: string;
  kind: ProviderKind;
  is_active: boolean;
  accepts_bookings: boolean;
  facility_ids: string[];
  topic_ids: string[];
}

export interface FacilityFacts {
  id: string;
  name: string;
  is_active: boolean;
}

export interface TopicFacts {
  id: string;
  name: string;
  duration_minutes: number;
  buffer_before_minutes: number;
  buffer_after_minutes: number;
  service_type: string | null;
  specialty: string | null;
  is_active: boolean;
}

/** Everything the booking rules ask about, null where there is no such row in the organization. */
export interface BookingRows {
  patient: PatientFacts | null;
  provider: ProviderFacts | null;
  facility: FacilityFacts | null;
  topics: TopicFacts[];
}

export interface WantedIds {
  organization_id: string;
  patient_id: string | null;
  patient_uhid: string | null;
  provider_id: string;
  facility_id: string | null;
  topic_ids: readonly string[];
}

/** The columns that a booking sets. */
export type NewAppointment = Pick<
  Appointment,
  | 'patient_id'
  | 'provider_id'
  | 'facility_id'
  | 'start_time'
  | 'end_time'
  | 'buffer_before_minutes'
  | 'buffer_after_minutes'
  | 'service_type'
  | 'specialty'
  | 'reason'
  | 'patient_instruction'
  | 'notes'
  | 'appointment_type'
  | 'modality'
  | 'priority'
  | 'payment_mode'
>;

/** The two statements of a booking: load, write. */
@Injectable()
export class BookingRepository {
  /** All that the rules need, in one query. */
  async load(tx: EntityManager, ids: WantedIds): Promise<BookingRows> {
    const { organization_id: organization } = ids;
    const patient =
      ids.patient_id !== null ? sql`id = ${ids.patient_id}::uuid` : sql`uhid = ${ids.patient_uhid}`;
    const found = await firstRow<BookingRows>(
      tx,
      sql`SELECT
        (SELECT jsonb_build_object('id', id, 'uhid', uhid, 'name', first_name || ' ' || last_name, 'is_active', is_active)
         FROM patient WHERE organization_id = ${organization}::uuid AND ${patient}) AS patient,
        (SELECT jsonb_build_object('id', id, 'name', concat_ws(' ', title, first_name, last_name), 'kind', kind,
                'is_active', is_active, 'accepts_bookings', accepts_bookings,
                'facility_ids', ARRAY(SELECT facility_id FROM provider_facility WHERE provider_id = provider.id),
                'topic_ids', ARRAY(SELECT topic_id FROM provider_topic WHERE provider_id = provider.id))
         FROM provider WHERE organization_id = ${organization}::uuid AND id = ${ids.provider_id}::uuid) AS provider,
        (SELECT jsonb_build_object('id', id, 'name', name, 'is_active', is_active)
         FROM facility WHERE organization_id = ${organization}::uuid AND id = ${ids.facility_id}::uuid) AS facility,
        coalesce((SELECT jsonb_agg(to_jsonb(t) ORDER BY array_position(${ids.topic_ids}::uuid[], t.id))
         FROM topic t WHERE organization_id = ${organization}::uuid AND id = ANY (${ids.topic_ids}::uuid[])), '[]') AS topics`,
    );
    return found ?? { patient: null, provider: null, facility: null, topics: [] };
  }

  /**
   * Writes appointment, topics and event in one statement, which the trigger on `appointment` makes
   * occupy its resources. Throws an exclusion violation, and leaves nothing behind, when one is taken.
   */
  async write(
    tx: EntityManager,
    actor: Actor,
    booking: NewAppointment,
    topicIds: readonly string[],
  ): Promise<{ appointment: Appointment; eventId: string }> {
    const id = uuidv7();
    const eventId = uuidv7();
    const event = { type: 'appointment.created', actor, subject_id: id } as const;
    const source = { from: sql`booked`, before: sql`NULL::jsonb`, after: sql`to_jsonb(booked)` };
    const appointment = await firstRow<Appointment>(
      tx,
      sql`WITH booked AS (${insertAppointment(id, actor, booking)} RETURNING *),
               visit_topics AS (
                 INSERT INTO appointment_topic (organization_id, appointment_id, topic_id, position)
                 SELECT booked.organization_id, booked.id, topic.id, topic.position
                 FROM booked, unnest(${topicIds}::uuid[]) WITH ORDINALITY AS topic (id, position)),
               logged AS (${insertEvent(eventId, event, source)})
          SELECT * FROM booked`,
    );
    if (!appointment) throw new Error('the booking was not written');
    return { appointment, eventId };
  }
}

/** Every column is named, so that the statement is always the same one and PostgreSQL plans it once. */
function insertAppointment(id: string, actor: Actor, booking: NewAppointment): Sql {
  return sql`INSERT INTO appointment (id, organization_id, appointment_number, created_by, confirmed_at,
      patient_id, provider_id, facility_id, start_time, end_time, buffer_before_minutes, buffer_after_minutes,
      appointment_type, service_type, specialty, modality, reason, patient_instruction, priority, payment_mode, notes)
    VALUES (${id}, ${actor.organization_id}, next_appointment_number(${actor.organization_id}), ${actor.user_id}, now(),
      ${booking.patient_id}, ${booking.provider_id}, ${booking.facility_id}, ${booking.start_time}, ${booking.end_time},
      ${booking.buffer_before_minutes}, ${booking.buffer_after_minutes}, ${booking.appointment_type}, ${booking.service_type},
      ${booking.specialty}, ${booking.modality}, ${booking.reason}, ${booking.patient_instruction}, ${booking.priority},
      ${booking.payment_mode}, ${booking.notes})`;
}
