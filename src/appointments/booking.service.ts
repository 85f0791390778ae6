import { Injectable } from '@nestjs/common';
import { PRIORITY } from '../domain/appointment-words.js';
import { requestedSpan } from '../domain/booking-rules.js';
import { DomainError, invalidField } from '../domain/errors.js';
import { instantOf } from '../domain/instant.js';
import type { Interval } from '../domain/interval.js';
import { allowedActions } from '../domain/lifecycle.js';
import { readUhid } from '../domain/uhid.js';
import { PatientMatcher } from '../patients/patient-matcher.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { OutboxHint } from '../platform/queue/outbox-hint.js';
import type { Actor } from '../platform/security/actor.js';
import type { CreateAppointmentDto } from './appointment.dto.js';
import type { Appointment, AppointmentRow } from './appointment.repository.js';
import { type AppointmentDetailView, toAppointmentView } from './appointment.view.js';
import { BookingDesk, buffersOf, type KnownRows } from './booking-desk.js';
import {
  BookingRepository,
  type NewAppointment,
  type TopicFacts,
  type WantedIds,
} from './booking.repository.js';

/** Booking: load what the rules need, judge, write. The database has the last word. */
@Injectable()
export class BookingService {
  constructor(
    private readonly database: Database,
    private readonly bookings: BookingRepository,
    private readonly desk: BookingDesk,
    private readonly matcher: PatientMatcher,
    private readonly clock: Clock,
    private readonly hint: OutboxHint,
  ) {}

  /** A patient who is described, and not named, is found or added; refused, nobody was added either. */
  book(actor: Actor, input: CreateAppointmentDto): Promise<AppointmentDetailView> {
    const { patient } = input;
    if (!patient) return this.bookFor(actor, input);
    assertOnePatient(actor, input);
    return this.database.surround(async () => {
      const patient_id = await this.matcher.matchOrAdd(actor, patient);
      return this.bookFor(actor, { ...input, patient_id });
    });
  }

  private async bookFor(actor: Actor, input: CreateAppointmentDto): Promise<AppointmentDetailView> {
    const ids = wantedIds(actor, input);
    const known = await this.desk.look(ids);
    const span = spanOf(input, known.topics, this.clock.now());
    const booking = newAppointment(input, known, span);
    const wanted = { resources: { organization_id: actor.organization_id, ...booking }, span };
    await this.desk.assertAllowed(known, wanted);
    const { appointment, eventId } = await this.desk.occupying(
      () => wanted,
      () => this.database.attempt((tx) => this.bookings.write(tx, actor, booking, ids.topic_ids)),
    );
    this.database.afterCommit(() => this.hint.hint(eventId));
    const now = this.clock.now();
    return {
      ...toAppointmentView(withNames(appointment, known), actor, now),
      notifications_sent: [],
      allowed_actions: allowedActions(appointment.status, actor.role, span.start, now),
    };
  }
}

/** Whose booking it is: patients and providers book for themselves and need not say so. */
function wantedIds(actor: Actor, input: CreateAppointmentDto): WantedIds {
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
  if (input.notes !== undefined) throw new DomainError('forbidden', { detail: 'Notes are for the clinic.' });
}

function spanOf(input: CreateAppointmentDto, topics: readonly TopicFacts[], now: number): Interval {
  const request = {
    start: instantOf(input.start_time),
    end: input.end_time === undefined ? undefined : instantOf(input.end_time),
    durationMinutes: input.duration_minutes,
  };
  return requestedSpan(
    request,
    topics.map((topic) => topic.duration_minutes),
    now,
  );
}

function newAppointment(input: CreateAppointmentDto, known: KnownRows, span: Interval): NewAppointment {
  const { patient, provider, facility, topics } = known;
  const [first] = topics;
  return {
    patient_id: patient.id,
    provider_id: provider.id,
    facility_id: facility?.id ?? null,
    start_time: new Date(span.start),
    end_time: new Date(span.end),
    ...buffersOf(topics),
    appointment_type: input.appointment_type ?? 'consultation',
    service_type: input.service_type ?? first?.service_type ?? null,
    specialty: input.specialty ?? first?.specialty ?? null,
    modality: input.modality ?? 'in_person',
    reason: input.reason ?? null,
    patient_instruction: input.patient_instruction ?? null,
    priority: input.priority ?? PRIORITY.usual,
    payment_mode: input.payment_mode ?? 'none',
    notes: input.notes ?? null,
  };
}

function withNames(
  appointment: Appointment,
  { patient, provider, facility, topics }: KnownRows,
): AppointmentRow {
  return {
    ...appointment,
    patient_uhid: patient.uhid,
    patient_name: patient.name,
    provider_name: provider.name,
    facility_name: facility?.name ?? null,
    topics: topics.map(({ id, name, duration_minutes }) => ({ id, name, duration_minutes })),
  };
}
