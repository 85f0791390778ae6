import { ApiProperty } from '@nestjs/swagger';
import { AppointmentView } from '../appointments/appointment.view.js';
import { formatInstant } from '../domain/instant.js';
import type { EventRow } from '../events/event.repository.js';
import { EVENT_TYPES, type EventType } from '../events/event-types.js';
import { toEventView } from '../events/event.view.js';
import { UserView } from '../identity/user.view.js';
import { NotificationView } from '../notifications/notification.view.js';
import { PatientView } from '../patients/patient.view.js';
import {
  FlagField,
  InstantField,
  ObjectField,
  ObjectListField,
  TextField,
  UuidField,
  WordField,
} from '../platform/http/fields.js';

const EVERY_ONE = 1_000_000;
const ROW = {
  type: 'object',
  additionalProperties: true,
  selfRequired: false,
  nullable: true,
  description: 'To admins only: it may tell of others.',
} as const;

/** Something that happened to the patient, their account or a visit of theirs; `patient.read`: somebody read the file. */
export class ExportedEventView {
  @UuidField()
  id: string;

  @WordField(EVENT_TYPES, { example: 'patient.read' })
  type: EventType;

  @InstantField()
  occurred_at: string;

  @UuidField({ nullable: true, description: 'What it happened to.' })
  subject_id: string | null;

  @TextField({
    nullable: true,
    description: 'Who did it: one of the clinic, or the patient.',
    example: 'staff',
  })
  actor_role: string | null;

  @UuidField({ optional: true, nullable: true, description: 'To admins only.' })
  actor_id?: string | null;

  @ApiProperty(ROW)
  before?: Record<string, unknown> | null;

  @ApiProperty(ROW)
  after?: Record<string, unknown> | null;

  @ApiProperty(ROW)
  details?: Record<string, unknown>;
}

/** Everything that is held about a patient. */
export class PatientExportView {
  @InstantField()
  exported_at: string;

  @ObjectField(() => PatientView)
  patient: PatientView;

  @ObjectField(() => UserView, {
    nullable: true,
    description: 'The account they sign in with; null: there is none.',
  })
  user: UserView | null;

  @FlagField({ description: 'Whether STOP was answered to a text message from their number.' })
  text_messages_stopped: boolean;

  @ObjectListField(() => AppointmentView, {
    max: EVERY_ONE,
    description: 'The removed ones included. The clinic’s own notes are in an admin’s export only.',
  })
  appointments: AppointmentView[];

  @ObjectListField(() => NotificationView, { max: EVERY_ONE, description: 'What was sent to them.' })
  notifications: NotificationView[];

  @ObjectListField(() => ExportedEventView, { max: EVERY_ONE })
  events: ExportedEventView[];
}

export function toExportedEvent(row: EventRow, isForClinic: boolean): ExportedEventView {
  const { id, type, subject_id, actor_role, actor_id, before, after, details } = toEventView(row);
  const common = { id, type, occurred_at: formatInstant(row.occurred_at), subject_id, actor_role };
  return isForClinic ? { ...common, actor_id, before, after, details } : common;
}
