import { ApiProperty } from '@nestjs/swagger';
import {
  APPOINTMENT_TYPES,
  type AppointmentType,
  MODALITIES,
  type Modality,
  PAYMENT_MODES,
  type PaymentMode,
} from '../domain/appointment-words.js';
import { formatInstant } from '../domain/instant.js';
import {
  type Action,
  ACTIONS,
  CANCELLATION_REASONS,
  type CancellationReason,
  isOverdue,
  isUpcoming,
  STATUSES,
  type Status,
} from '../domain/lifecycle.js';
import {
  FlagField,
  InstantField,
  ObjectListField,
  TextField,
  UuidField,
  WholeField,
  WordField,
} from '../platform/http/fields.js';
import type { Actor } from '../platform/security/actor.js';
import type { AppointmentRow, SentNotificationRow } from './appointment.repository.js';

const CANCELLED_BY = ['patient', 'provider', 'staff', 'admin', 'system'] as const;

export class AppointmentTopicView {
  @UuidField()
  id: string;

  @TextField({ example: 'Primary Care Checkup' })
  name: string;

  @WholeField({ min: 1, example: 30 })
  duration_minutes: number;
}

/** An appointment as its caller may see it: `notes` and `provider_notes` are left out for patients. */
export class AppointmentView {
  @UuidField()
  id: string;

  @TextField({ description: 'For people to read out.', example: 'APT-2026-000123' })
  appointment_number: string;

  @WordField(STATUSES, { example: 'scheduled' })
  status: Status;

  @UuidField()
  patient_id: string;

  @TextField({ example: 'KE123456789H' })
  patient_uhid: string;

  @TextField({ example: 'Amina Otieno' })
  patient_name: string;

  @UuidField()
  provider_id: string;

  @TextField({ example: 'Dr. Sarah Nakamya' })
  provider_name: string;

  @UuidField({ nullable: true })
  facility_id: string | null;

  @TextField({ nullable: true, example: 'Hope Clinic' })
  facility_name: string | null;

  @ObjectListField(() => AppointmentTopicView)
  topics: AppointmentTopicView[];

  @InstantField()
  start_time: string;

  @InstantField({ example: '2026-01-15T10:30:00Z' })
  end_time: string;

  @WholeField({ example: 30 })
  duration_minutes: number;

  @FlagField({ description: '`scheduled` and still to come.' })
  is_upcoming: boolean;

  @FlagField({ description: 'Still `scheduled` after its end.', example: false })
  is_overdue: boolean;

  @WordField(APPOINTMENT_TYPES)
  appointment_type: AppointmentType;

  @TextField({ nullable: true, example: 'consultation' })
  service_type: string | null;

  @TextField({ nullable: true, example: 'general_practice' })
  specialty: string | null;

  @WordField(MODALITIES)
  modality: Modality;

  @TextField({
    nullable: true,
    description: 'Where a video visit takes place.',
    example: 'https://meet.example.org/hope-4711',
  })
  video_url: string | null;

  @TextField({ nullable: true, example: 'Annual checkup' })
  reason: string | null;

  @TextField({ nullable: true, example: 'Please bring previous test results.' })
  patient_instruction: string | null;

  @WholeField({ min: 1, max: 10, example: 5 })
  priority: number;

  @WordField(PAYMENT_MODES)
  payment_mode: PaymentMode;

  @TextField({ optional: true, nullable: true, description: 'Not for patients.', example: null })
  notes?: string | null;

  @TextField({ optional: true, nullable: true, description: 'Not for patients.', example: null })
  provider_notes?: string | null;

  @InstantField({ nullable: true, example: null })
  hold_expires_at: string | null;

  @InstantField({ nullable: true, example: null })
  confirmed_at: string | null;

  @InstantField({ nullable: true, example: null })
  arrived_at: string | null;

  @InstantField({ nullable: true, example: null })
  checked_in_at: string | null;

  @InstantField({ nullable: true, example: null })
  started_at: string | null;

  @InstantField({ nullable: true, example: null })
  completed_at: string | null;

  @InstantField({ nullable: true, example: null })
  no_show_at: string | null;

  @InstantField({ nullable: true, example: null })
  rescheduled_at: string | null;

  @InstantField({ nullable: true, example: null })
  cancelled_at: string | null;

  @WordField(CANCELLED_BY, { nullable: true, example: null })
  cancelled_by: (typeof CANCELLED_BY)[number] | null;

  @WordField(CANCELLATION_REASONS, { nullable: true, example: null })
  cancellation_reason_code: CancellationReason | null;

  @TextField({ nullable: true, example: null })
  cancellation_reason_text: string | null;

  @UuidField({ nullable: true, description: 'The user who made it.' })
  created_by: string | null;

  @WholeField({ min: 1, example: 1 })
  version: number;

  @InstantField()
  created_at: string;

  @InstantField()
  updated_at: string;
}

export class SentNotificationView {
  @TextField({ example: 'created' })
  event: string;

  @WordField(['email', 'sms'])
  channel: string;

  @WordField(['patient', 'provider'])
  recipient: string;

  @WordField(['queued', 'sent', 'delivered', 'failed', 'skipped'], { example: 'sent' })
  status: string;

  @InstantField({ nullable: true })
  sent_at: string | null;

  @InstantField({ nullable: true, description: 'When a receipt said that it had arrived.', example: null })
  delivered_at: string | null;
}

/** One appointment, with what was sent about it. */
export class AppointmentDetailView extends AppointmentView {
  @ObjectListField(() => SentNotificationView)
  notifications_sent: SentNotificationView[];

  @ApiProperty({
    enum: ACTIONS,
    isArray: true,
    description: 'What this caller may do with it now.',
    example: ['cancel', 'reschedule'],
  })
  allowed_actions: Action[];
}

export function toAppointmentView(
  row: AppointmentRow,
  actor: Pick<Actor, 'role'>,
  now: number,
): AppointmentView {
  const start = row.start_time.getTime();
  const end = row.end_time.getTime();
  return {
    id: row.id,
    appointment_number: row.appointment_number,
    status: row.status,
    patient_id: row.patient_id,
    patient_uhid: row.patient_uhid,
    patient_name: row.patient_name,
    provider_id: row.provider_id,
    provider_name: row.provider_name,
    facility_id: row.facility_id,
    facility_name: row.facility_name,
    topics: row.topics,
    start_time: formatInstant(start),
    end_time: formatInstant(end),
    duration_minutes: Math.round((end - start) / 60_000),
    is_upcoming: isUpcoming(row.status, start, now),
    is_overdue: isOverdue(row.status, end, now),
    appointment_type: row.appointment_type,
    service_type: row.service_type,
    specialty: row.specialty,
    modality: row.modality,
    video_url: row.video_url,
    reason: row.reason,
    patient_instruction: row.patient_instruction,
    priority: row.priority,
    payment_mode: row.payment_mode,
    ...(actor.role !== 'patient' && { notes: row.notes, provider_notes: row.provider_notes }),
    hold_expires_at: orNull(row.hold_expires_at),
    confirmed_at: orNull(row.confirmed_at),
    arrived_at: orNull(row.arrived_at),
    checked_in_at: orNull(row.checked_in_at),
    started_at: orNull(row.started_at),
    completed_at: orNull(row.completed_at),
    no_show_at: orNull(row.no_show_at),
    rescheduled_at: orNull(row.rescheduled_at),
    cancelled_at: orNull(row.cancelled_at),
    cancelled_by: row.cancelled_by,
    cancellation_reason_code: row.cancellation_reason_code,
    cancellation_reason_text: row.cancellation_reason_text,
    created_by: row.created_by,
    version: row.version,
    created_at: formatInstant(row.created_at),
    updated_at: formatInstant(row.updated_at),
  };
}

export function toSentNotificationView(row: SentNotificationRow): SentNotificationView {
  return {
    event: row.event,
    channel: row.channel,
    recipient: row.recipient,
    status: row.status,
    sent_at: orNull(row.sent_at),
    delivered_at: orNull(row.delivered_at),
  };
}

function orNull(time: Date | string | null): string | null {
  if (time === null) return null;
  return formatInstant(typeof time === 'string' ? new Date(time) : time);
}
