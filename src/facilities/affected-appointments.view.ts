import { formatInstant } from '../domain/instant.js';
import { type Status, STATUSES } from '../domain/lifecycle.js';
import {
  InstantField,
  ObjectListField,
  TextField,
  UuidField,
  WholeField,
  WordField,
} from '../platform/http/fields.js';
import { type Affected, MOST_NAMED } from './affected-appointments.js';

export class AffectedAppointmentView {
  @UuidField()
  id: string;

  @TextField({ example: 'APT-2026-000123' })
  appointment_number: string;

  @InstantField()
  start_time: string;

  @InstantField({ example: '2026-01-15T10:30:00Z' })
  end_time: string;

  @WordField(STATUSES, { example: 'scheduled' })
  status: Status;

  @TextField({ example: 'Amina Otieno' })
  patient_name: string;
}

/** What a change leaves to be moved, called off, or kept on purpose: nothing of it happens by itself. */
export class AffectedView {
  @ObjectListField(() => AffectedAppointmentView, {
    max: MOST_NAMED,
    description: `Appointments that still block time and no longer fit, by start; the first ${MOST_NAMED}.`,
  })
  affected_appointments: AffectedAppointmentView[];

  @WholeField({ description: 'How many they are in all.', example: 1 })
  affected_count: number;
}

export function toAffectedView({ named, count }: Affected): AffectedView {
  const affected_appointments = named.map((appointment) => ({
    id: appointment.id,
    appointment_number: appointment.appointment_number,
    start_time: formatInstant(appointment.start_time),
    end_time: formatInstant(appointment.end_time),
    status: appointment.status,
    patient_name: appointment.patient_name,
  }));
  return { affected_appointments, affected_count: count };
}
