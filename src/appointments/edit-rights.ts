import sql, { raw, type Sql } from 'sql-template-tag';
import { DomainError } from '../domain/errors.js';
import { allowedActions } from '../domain/lifecycle.js';
import { given } from '../platform/found.js';
import type { Actor } from '../platform/security/actor.js';
import type { UpdateAppointmentDto } from './appointment.dto.js';
import type { Appointment } from './appointment.repository.js';

/** Fields of an edit that are columns of their own and touch nobody's time. */
const PLAIN_FIELDS = [
  'appointment_type',
  'service_type',
  'specialty',
  'modality',
  'video_url',
  'reason',
  'patient_instruction',
  'priority',
  'payment_mode',
  'notes',
  'provider_notes',
] as const satisfies readonly (keyof UpdateAppointmentDto)[];

const PATIENTS_FIELDS: readonly string[] = ['reason'];

/**
 * @throws forbidden when the caller may not write one of the fields given
 * @throws too_late when a patient comes after the fact
 */
export function assertMayEdit(
  actor: Actor,
  current: Appointment,
  input: UpdateAppointmentDto,
  now: number,
): void {
  const fields = Object.keys(given(input));
  if (actor.role === 'patient') {
    if (!fields.every((field) => PATIENTS_FIELDS.includes(field)))
      throw new DomainError('forbidden', { detail: 'Patients change the reason only.' });
    if (!allowedActions(current.status, actor.role, current.start_time.getTime(), now).includes('update'))
      throw new DomainError('too_late', {
        detail: 'Patients change the reason before the appointment begins.',
      });
  }
  if (fields.includes('provider_notes') && actor.provider_id !== current.provider_id)
    throw new DomainError('forbidden', { detail: "Only the visit's own provider writes provider_notes." });
}

/** Assignments for the plain fields that were given. */
export function plainColumnsOf(input: UpdateAppointmentDto): Sql[] {
  return PLAIN_FIELDS.filter((name) => input[name] !== undefined).map(
    (name) => sql`${raw(name)} = ${input[name]}`,
  );
}
