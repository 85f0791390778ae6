import { OmitType, PartialType } from '@nestjs/swagger';
import {
  APPOINTMENT_TYPES,
  type AppointmentType,
  MODALITIES,
  type Modality,
  PAYMENT_MODES,
  type PaymentMode,
  PRIORITY,
} from '../domain/appointment-words.js';
import { MAXIMUM_LENGTH, MINIMUM_LENGTH } from '../domain/booking-rules.js';
import { CANCELLATION_REASONS, type CancellationReason, STATUSES } from '../domain/lifecycle.js';
import {
  DateOrInstantField,
  FlagField,
  InstantField,
  ObjectField,
  QueryFlagField,
  QueryWordsField,
  TextField,
  UuidField,
  UuidListField,
  WholeField,
  WordField,
} from '../platform/http/fields.js';
import { InlinePatientDto } from '../patients/patient.dto.js';
import { SearchQuery } from '../platform/http/page-query.js';
import { SnakeWordField } from '../platform/http/snake-words.js';
import { SLOT_ID_MAX_LENGTH } from './slot-id.js';

export const HOLD_MINUTES = { usual: 10, most: 60 } as const;

/** Why the clinic's people set the rules about the time aside. */
function OverrideReasonField(): PropertyDecorator {
  return TextField({
    optional: true,
    min: 1,
    max: 500,
    description:
      'Clinic only: books outside hours, in time off, too soon, … all the same, never over another appointment. Kept in the history.',
    example: 'Emergency',
  });
}

export class CreateAppointmentDto {
  @UuidField({ optional: true, description: 'Patients book for themselves and may leave it out.' })
  patient_id?: string;

  @TextField({ optional: true, max: 20, description: 'Instead of `patient_id`.', example: 'KE123456789H' })
  patient_uhid?: string;

  @ObjectField(() => InlinePatientDto, {
    optional: true,
    description:
      'Instead of `patient_id`: found by UHID, national ID, or phone number and name, else added to the directory.',
  })
  patient?: InlinePatientDto;

  @UuidField({ optional: true, description: 'Providers book for themselves and may leave it out.' })
  provider_id?: string;

  @UuidField({
    optional: true,
    nullable: true,
    description: 'Where; null for nowhere in particular (a call, a home visit).',
  })
  facility_id?: string | null;

  @UuidListField({
    optional: true,
    max: 20,
    description: 'What the visit is for; their durations add up to its length.',
  })
  topic_ids?: string[];

  @InstantField({ optional: true, description: 'In the future. Required, unless `slot_id` is given.' })
  start_time?: string;

  @TextField({
    optional: true,
    max: SLOT_ID_MAX_LENGTH,
    description: 'Of a free slot: says time, provider, facility and topics at once.',
  })
  slot_id?: string;

  @InstantField({
    optional: true,
    description: 'Wins over `duration_minutes` and the topics.',
    example: '2026-01-15T10:30:00Z',
  })
  end_time?: string;

  @WholeField({
    optional: true,
    min: MINIMUM_LENGTH,
    max: MAXIMUM_LENGTH,
    description: 'Wins over the topics; 30 where nothing says it.',
    example: 30,
  })
  duration_minutes?: number;

  @WordField(APPOINTMENT_TYPES, { optional: true })
  appointment_type?: AppointmentType;

  @SnakeWordField({
    optional: true,
    nullable: true,
    description: "The first topic's, if not given.",
    example: 'consultation',
  })
  service_type?: string | null;

  @SnakeWordField({
    optional: true,
    nullable: true,
    description: "The first topic's, if not given.",
    example: 'general_practice',
  })
  specialty?: string | null;

  @WordField(MODALITIES, { optional: true })
  modality?: Modality;

  @TextField({
    optional: true,
    nullable: true,
    max: 2_000,
    pattern: /^https:\/\/[^\s"<>\\]+$/,
    patternMessage: 'Must be a link that begins with https://.',
    description: 'Where a video visit takes place; the clinic sets it, and messages carry it.',
    example: 'https://meet.example.org/hope-4711',
  })
  video_url?: string | null;

  @TextField({
    optional: true,
    nullable: true,
    max: 2_000,
    description: 'Why the patient comes.',
    example: 'Annual checkup',
  })
  reason?: string | null;

  @TextField({
    optional: true,
    nullable: true,
    max: 2_000,
    description: 'For the patient to read before the visit.',
    example: 'Please bring previous test results.',
  })
  patient_instruction?: string | null;

  @WholeField({
    optional: true,
    min: PRIORITY.highest,
    max: PRIORITY.lowest,
    description: 'Lower is more urgent.',
    example: PRIORITY.usual,
  })
  priority?: number;

  @WordField(PAYMENT_MODES, { optional: true })
  payment_mode?: PaymentMode;

  @TextField({
    optional: true,
    nullable: true,
    max: 4_000,
    description: "The clinic's own; patients neither write nor see it.",
  })
  notes?: string | null;

  @OverrideReasonField()
  override_reason?: string;

  @FlagField({
    optional: true,
    description:
      'Only hold the time: `proposed` until `hold_expires_at`, unless it is confirmed by then. Patients hold 3 at a time.',
    example: false,
  })
  hold?: boolean;

  @WholeField({
    optional: true,
    min: 1,
    max: HOLD_MINUTES.most,
    description: `How long a hold lasts; ${HOLD_MINUTES.usual} if not given.`,
    example: HOLD_MINUTES.usual,
  })
  hold_minutes?: number;
}

export class CancelAppointmentDto {
  @WordField(CANCELLATION_REASONS, { optional: true, description: '`other` if not given.' })
  reason_code?: CancellationReason;

  @TextField({ optional: true, nullable: true, max: 2_000, example: 'Unable to attend.' })
  reason_text?: string | null;
}

export class RescheduleAppointmentDto {
  @InstantField({ optional: true, description: 'In the future. Required, unless `slot_id` is given.' })
  start_time?: string;

  @TextField({
    optional: true,
    max: SLOT_ID_MAX_LENGTH,
    description: 'Of a free slot: says time, provider and facility at once; the topics stay.',
  })
  slot_id?: string;

  @InstantField({
    optional: true,
    description: 'If neither this nor `duration_minutes` is given, the visit keeps its length.',
  })
  end_time?: string;

  @WholeField({ optional: true, min: MINIMUM_LENGTH, max: MAXIMUM_LENGTH, example: 30 })
  duration_minutes?: number;

  @UuidField({ optional: true, description: 'Another provider.' })
  provider_id?: string;

  @UuidField({ optional: true, nullable: true, description: 'Another place.' })
  facility_id?: string | null;

  @TextField({
    optional: true,
    nullable: true,
    max: 2_000,
    description: 'Why; kept in the history.',
    example: 'Provider schedule conflict',
  })
  reason?: string | null;

  @OverrideReasonField()
  override_reason?: string;
}

/** Fields that are left out keep their value, in PUT as in PATCH; `patient_id` can only be the one it is. Patients change `reason` only. */
export class UpdateAppointmentDto extends PartialType(
  OmitType(CreateAppointmentDto, ['patient_uhid', 'patient', 'slot_id', 'hold', 'hold_minutes']),
  {
    skipNullProperties: false,
  },
) {
  @TextField({
    optional: true,
    nullable: true,
    max: 4_000,
    description: "Only the visit's own provider writes them.",
  })
  provider_notes?: string | null;
}

export const APPOINTMENT_ORDERINGS = ['start_time', '-start_time', 'created_at', '-created_at'] as const;
/** What `status` filters by: the statuses, and the fact `overdue`. */
const STATUS_FILTERS = [...STATUSES, 'overdue'] as const;

export class AppointmentQuery extends SearchQuery {
  @UuidField({ optional: true })
  provider_id?: string;

  @UuidField({ optional: true })
  patient_id?: string;

  @TextField({ optional: true, max: 20, example: 'KE123456789H' })
  patient_uhid?: string;

  @UuidField({ optional: true })
  facility_id?: string;

  @UuidField({ optional: true })
  topic_id?: string;

  @QueryWordsField(STATUS_FILTERS, {
    optional: true,
    description: 'One or several, comma-separated.',
    example: 'scheduled,overdue',
  })
  status?: (typeof STATUS_FILTERS)[number][];

  @QueryWordsField(APPOINTMENT_TYPES, { optional: true, description: 'One or several, comma-separated.' })
  appointment_type?: AppointmentType[];

  @DateOrInstantField({
    optional: true,
    description: "From this local day of the facility (the organization's without one), or this instant, on.",
  })
  date_from?: string;

  @DateOrInstantField({
    optional: true,
    description: 'To the end of this local day, or before this instant.',
  })
  date_to?: string;

  @QueryFlagField({ optional: true, description: '`scheduled` and in the future.' })
  upcoming_only?: boolean;

  @WordField(APPOINTMENT_ORDERINGS, { optional: true, description: '`start_time` if not given.' })
  ordering?: (typeof APPOINTMENT_ORDERINGS)[number];
}

/** A what-if: what is left out is the appointment's own. */
export class CheckConflictsDto {
  @InstantField({ optional: true })
  start_time?: string;

  @InstantField({ optional: true, example: '2026-01-15T10:30:00Z' })
  end_time?: string;

  @UuidField({ optional: true })
  provider_id?: string;

  @UuidField({ optional: true, nullable: true })
  facility_id?: string | null;
}

/** The question before there is an appointment; name at least one of provider, patient and facility. */
export class CheckNewConflictsDto {
  @InstantField()
  start_time: string;

  @InstantField({
    optional: true,
    description: '30 minutes after `start_time` if not given.',
    example: '2026-01-15T10:30:00Z',
  })
  end_time?: string;

  @UuidField({ optional: true, description: 'Providers ask for themselves and may leave it out.' })
  provider_id?: string;

  @UuidField({ optional: true })
  patient_id?: string;

  @UuidField({ optional: true })
  facility_id?: string;
}
