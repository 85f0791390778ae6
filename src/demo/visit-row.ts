import { v7 as uuidv7 } from 'uuid';
import type { Appointment } from '../appointments/appointment.repository.js';
import { PRIORITY } from '../domain/appointment-words.js';
import { DEFAULT_LENGTH } from '../domain/booking-rules.js';
import type { Actor } from '../platform/security/actor.js';
import { TOPICS, type TopicKey } from './demo-clinic.js';
import type { DemoVisit } from './demo-visits.js';

const MINUTE = 60_000;

/** Ids of the rows that a visit names, and the people who do something to it. */
export interface VisitIds {
  organization_id: string;
  patient_id: string;
  provider_id: string;
  facility_id: string | null;
  topic_ids: string[];
  desk: Actor;
  /** Who signs in as the visit's provider or patient; the desk acts for those who do not. */
  provider: Actor;
  patient: Actor;
}

/** The row of a visit as it is made, before anything happens to it. `start` and `made` in epoch milliseconds. */
export function newRow(
  visit: DemoVisit,
  start: number,
  made: number,
  ids: VisitIds,
  appointment_number: string,
): Appointment {
  const { organization_id, patient_id, provider_id, facility_id } = ids;
  const isConfirmed = visit.status !== 'proposed' && visit.status !== 'pending';
  return {
    ...NOTHING_YET,
    id: uuidv7({ msecs: made }),
    appointment_number,
    organization_id,
    patient_id,
    provider_id,
    facility_id,
    status: isConfirmed ? 'scheduled' : visit.status,
    start_time: new Date(start),
    end_time: new Date(start + lengthOf(visit) * MINUTE),
    ...whatItIsFor(visit),
    hold_expires_at: visit.status === 'proposed' ? new Date(made + 60 * MINUTE) : null,
    confirmed_at: isConfirmed ? new Date(made) : null,
    created_by: ids.patient.user_id,
    created_at: new Date(made),
    updated_at: new Date(made),
  };
}

/** What booking takes from the topics where the booking does not say it. */
function whatItIsFor(visit: DemoVisit) {
  const topics = visit.topics.map((key) => topicOf(key));
  return {
    buffer_before_minutes: 0,
    buffer_after_minutes: Math.max(0, ...topics.map((topic) => topic.buffer_after_minutes ?? 0)),
    appointment_type: visit.appointment_type ?? 'consultation',
    service_type: topics[0]?.service_type ?? null,
    specialty: topics[0]?.specialty ?? null,
    modality: visit.modality ?? 'in_person',
    video_url: null,
    reason: visit.reason ?? null,
    patient_instruction: visit.patient_instruction ?? null,
    priority: visit.priority ?? PRIORITY.usual,
    payment_mode: visit.payment_mode ?? 'none',
    notes: visit.notes ?? null,
  };
}

function topicOf(key: TopicKey): {
  duration_minutes: number;
  service_type?: string;
  specialty?: string;
  buffer_after_minutes?: number;
} {
  return TOPICS[key];
}

/** In minutes. */
export function lengthOf(visit: DemoVisit): number {
  const minutes = visit.topics.map((key) => TOPICS[key].duration_minutes);
  return minutes.length > 0 ? minutes.reduce((sum, each) => sum + each, 0) : DEFAULT_LENGTH;
}

const NOTHING_YET = {
  provider_notes: null,
  arrived_at: null,
  checked_in_at: null,
  started_at: null,
  completed_at: null,
  no_show_at: null,
  rescheduled_at: null,
  cancelled_at: null,
  cancelled_by: null,
  cancellation_reason_code: null,
  cancellation_reason_text: null,
  deleted_at: null,
  version: 1,
} as const;
