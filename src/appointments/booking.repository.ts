import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { judgedRange } from '../domain/time-refusals.js';
import { insertEvent } from '../events/event-log.js';
import { firstPreparedRow } from '../platform/database/database.js';
import type { Actor } from '../platform/security/actor.js';
import {
  type FacilityFacts,
  facilityFacts,
  ORGANIZATION_FACTS,
  type OrganizationFacts,
  type ProviderFacts,
  providerFacts,
  worksAt,
} from '../providers/schedule-facts.js';
import type { Appointment } from './appointment.repository.js';

export interface PatientFacts {
  id: string;
  uhid: string;
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
  organization: OrganizationFacts;
  patient: PatientFacts | null;
  provider: ProviderFacts | null;
  /** The one that was named; or, where none was, those where the provider works. */
  facilities: FacilityFacts[];
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
  | 'video_url'
  | 'priority'
  | 'payment_mode'
  | 'hold_expires_at'
>;

/** The two statements of a booking: load, write. */
@Injectable()
export class BookingRepository {
  /** All that the rules need for a visit that starts at `start` (epoch milliseconds), in one query. */
  async load(tx: EntityManager, ids: WantedIds, start: number): Promise<BookingRows> {
    const { organization_id: organization, provider_id: provider, facility_id: facility } = ids;
    const range = judgedRange(start);
    const patient =
      ids.patient_id !== null ? sql`id = ${ids.patient_id}::uuid` : sql`uhid = ${ids.patient_uhid}`;
    const place = facility === null ? worksAt(sql`${provider}::uuid`) : sql`f.id = ${facility}::uuid`;
    const found = await firstPreparedRow<BookingRows>(
      tx,
      sql`SELECT ${ORGANIZATION_FACTS} AS organization,
        (SELECT jsonb_build_object('id', id, 'uhid', uhid, 'name', first_name || ' ' || last_name, 'is_active', is_active)
         FROM patient WHERE organization_id = o.id AND ${patient}) AS patient,
        (SELECT ${providerFacts(range)} FROM provider p
         WHERE p.organization_id = o.id AND p.id = ${provider}::uuid) AS provider,
        (SELECT coalesce(json_agg(${facilityFacts(range)}), '[]') FROM facility f
         WHERE f.organization_id = o.id AND ${place}) AS facilities,
        coalesce((SELECT jsonb_agg(to_jsonb(t) ORDER BY array_position(${ids.topic_ids}::uuid[], t.id))
         FROM topic t WHERE organization_id = o.id AND id = ANY (${ids.topic_ids}::uuid[])), '[]') AS topics
        FROM organization o WHERE o.id = ${organization}::uuid`,
    );
    if (!found) throw new Error('a booking without an organization');
    return found;
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
    details: object = {},
  ): Promise<{ appointment: Appointment; eventId: string }> {
    const id = uuidv7();
    const eventId = uuidv7();
    const event = { type: 'appointment.created', actor, subject_id: id, details } as const;
    const source = { from: sql`booked`, before: sql`NULL::jsonb`, after: sql`to_jsonb(booked)` };
    const appointment = await firstPreparedRow<Appointment>(
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
  const { hold_expires_at: hold } = booking;
  return sql`INSERT INTO appointment (id, organization_id, appointment_number, created_by, status, confirmed_at, hold_expires_at,
      patient_id, provider_id, facility_id, start_time, end_time, buffer_before_minutes, buffer_after_minutes,
      appointment_type, service_type, specialty, modality, video_url, reason, patient_instruction, priority,
      payment_mode, notes)
    VALUES (${id}, ${actor.organization_id}, next_appointment_number(${actor.organization_id}), ${actor.user_id},
      ${hold ? 'proposed' : 'scheduled'}, CASE WHEN ${hold}::timestamptz IS NULL THEN now() END, ${hold},
      ${booking.patient_id}, ${booking.provider_id}, ${booking.facility_id}, ${booking.start_time}, ${booking.end_time},
      ${booking.buffer_before_minutes}, ${booking.buffer_after_minutes}, ${booking.appointment_type}, ${booking.service_type},
      ${booking.specialty}, ${booking.modality}, ${booking.video_url}, ${booking.reason}, ${booking.patient_instruction}, ${booking.priority},
      ${booking.payment_mode}, ${booking.notes})`;
}
