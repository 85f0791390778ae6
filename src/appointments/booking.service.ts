import { Injectable } from '@nestjs/common';
import { DomainError, invalidField } from '../domain/errors.js';
import { readUhid } from '../domain/uhid.js';
import { PatientMatcher } from '../patients/patient-matcher.js';
import { Database } from '../platform/database/database.js';
import type { Actor } from '../platform/security/actor.js';
import type { CreateAppointmentDto } from './appointment.dto.js';
import type { AppointmentDetailView } from './appointment.view.js';
import { BookingWriter, type TimedBooking } from './booking-writer.js';
import type { WantedIds } from './booking.repository.js';
import { SlotIds } from './slot-id.js';
import { filledIn } from './slot-request.js';

/** Booking: finds out who, with whom, when and where is meant, and has it booked. */
@Injectable()
export class BookingService {
  constructor(
    private readonly database: Database,
    private readonly bookings: BookingWriter,
    private readonly matcher: PatientMatcher,
    private readonly slots: SlotIds,
  ) {}

  /** A patient who is described, and not named, is found or added; refused, nobody was added either. */
  async book(actor: Actor, input: CreateAppointmentDto): Promise<AppointmentDetailView> {
    assertMayAsk(actor, input);
    const { slot_id, patient } = input;
    const slot = slot_id === undefined ? null : this.slots.read(actor.organization_id, slot_id);
    const timed = filledIn(input, slot);
    if (!patient) return this.bookings.write(actor, wantedIds(actor, timed), timed);
    assertOnePatient(actor, timed);
    return this.database.surround(async () => {
      const patient_id = await this.matcher.matchOrAdd(actor, patient);
      return this.bookings.write(actor, wantedIds(actor, { ...timed, patient_id }), timed);
    });
  }
}

function assertMayAsk(
  actor: Actor,
  { notes, video_url, override_reason, hold, hold_minutes }: CreateAppointmentDto,
): void {
  if (actor.role === 'patient' && notes !== undefined)
    throw new DomainError('forbidden', { detail: 'Notes are for the clinic.' });
  if (actor.role === 'patient' && video_url !== undefined)
    throw new DomainError('forbidden', { detail: 'The clinic says where a video visit takes place.' });
  if (actor.role === 'patient' && override_reason !== undefined)
    throw new DomainError('forbidden', { detail: 'Only the clinic sets its rules aside.' });
  if (hold_minutes !== undefined && !hold) throw invalidField('hold_minutes', 'Goes with `hold: true` only.');
}

/** Whose booking it is: patients and providers book for themselves and need not say so. */
function wantedIds(actor: Actor, input: TimedBooking): WantedIds {
  const isPatient = actor.role === 'patient';
  const isProvider = actor.role === 'provider';
  if (isPatient) assertOwnBooking(actor, input);
  if (isProvider && input.provider_id !== undefined && input.provider_id !== actor.provider_id)
    throw new DomainError('forbidden', { detail: 'Providers book for themselves.' });
  const provider = isProvider ? actor.provider_id : input.provider_id;
  const patient = isPatient ? actor.patient_id : (input.patient_id ?? null);
  if (!provider) throw invalidField('provider_id', 'Is required.');
  if (patient === null && input.patient_uhid === undefined)
    throw invalidField('patient_id', 'Give patient_id, patient_uhid or patient.');
  return {
    organization_id: actor.organization_id,
    patient_id: patient,
    patient_uhid: uhidOf(input),
    provider_id: provider,
    facility_id: input.facility_id ?? null,
    topic_ids: input.topic_ids ?? [],
  };
}

function uhidOf({ patient_uhid }: CreateAppointmentDto): string | null {
  return patient_uhid === undefined ? null : (readUhid(patient_uhid) ?? patient_uhid);
}

function assertOnePatient(actor: Actor, input: CreateAppointmentDto): void {
  if (actor.role === 'patient')
    throw new DomainError('forbidden', { detail: 'Patients book for themselves.' });
  if (input.patient_id !== undefined || input.patient_uhid !== undefined)
    throw invalidField('patient', 'Give one of patient_id, patient_uhid and patient.');
}

function assertOwnBooking(actor: Actor, input: CreateAppointmentDto): void {
  const isOther = input.patient_id !== undefined && input.patient_id !== actor.patient_id;
  if (isOther || input.patient_uhid !== undefined || actor.patient_id === null)
    throw new DomainError('forbidden', { detail: 'Patients book for themselves.' });
}
