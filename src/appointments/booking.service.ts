import { Injectable } from '@nestjs/common';
import { PRIORITY } from '../domain/appointment-words.js';
import { conflictRefusals, type Refusal, refusalsOf, requestedSpan, toError } from '../domain/booking-rules.js';
import { DomainError, type FieldErrors, invalidField } from '../domain/errors.js';
import { parseInstant } from '../domain/instant.js';
import type { Interval } from '../domain/interval.js';
import { isBookable } from '../domain/provider-kind.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { EXCLUSION_VIOLATION, violates } from '../platform/database/pg-errors.js';
import { OutboxHint } from '../platform/queue/outbox-hint.js';
import type { Actor } from '../platform/security/actor.js';
import type { CreateAppointmentDto } from './appointment.dto.js';
import type { Appointment } from './appointment.repository.js';
import { type AppointmentDetailView, toAppointmentView } from './appointment.view.js';
import {
  BookingRepository,
  type BookingRows,
  type FacilityFacts,
  type NewAppointment,
  type PatientFacts,
  type ProviderFacts,
  type TopicFacts,
  type WantedIds,
} from './booking.repository.js';

/** Rows that are all there: what the ids of a booking turned out to be. */
interface KnownRows {
  patient: PatientFacts;
  provider: ProviderFacts;
  facility: FacilityFacts | null;
  topics: TopicFacts[];
}

/** A time that was taken and is free again by the time we ask who took it is tried again this often. */
const TRIES = 3;

/** Booking: load what the rules need, judge, write. The database has the last word. */
@Injectable()
export class BookingService {
  constructor(
    private readonly database: Database,
    private readonly bookings: BookingRepository,
    private readonly clock: Clock,
    private readonly hint: OutboxHint,
  ) {}

  async book(actor: Actor, input: CreateAppointmentDto): Promise<AppointmentDetailView> {
    const ids = wantedIds(actor, input);
    const known = assertKnown(input, ids, await this.bookings.load(this.database.manager, ids));
    const span = spanOf(input, known.topics, this.clock.now());
    const booking = newAppointment(input, known, span);
    await this.assertAllowed(known, booking, span);
    const { appointment, eventId } = await this.write(actor, booking, span, ids.topic_ids);
    this.database.afterCommit(() => this.hint.hint(eventId));
    return { ...toAppointmentView(withNames(appointment, known), actor, this.clock.now()), notifications_sent: [] };
  }

  /** Refused by a rule, the answer also says who is in the way: one round of corrections is enough. */
  private async assertAllowed(known: KnownRows, booking: NewAppointment, span: Interval): Promise<void> {
    const provider = { ...known.provider, bookable: isBookable(known.provider.kind) };
    const [first, ...others] = refusalsOf({ ...known, provider });
    if (first) throw toError([first, ...others, ...(await this.conflicts(booking, span))]);
  }

  private async write(
    actor: Actor,
    booking: NewAppointment,
    span: Interval,
    topicIds: readonly string[],
  ): Promise<{ appointment: Appointment; eventId: string }> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.database.attempt((tx) => this.bookings.write(tx, actor, booking, topicIds));
      } catch (error) {
        if (!violates(error, EXCLUSION_VIOLATION)) throw error;
        const [first, ...others] = await this.conflicts(booking, span);
        if (first) throw toError([first, ...others]);
        if (attempt === TRIES) throw new DomainError('booking_conflict');
      }
    }
  }

  private async conflicts(booking: NewAppointment, span: Interval): Promise<Refusal[]> {
    return conflictRefusals(await this.bookings.takenKinds(this.database.manager, booking, span));
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
    throw invalidField('patient_id', 'Give patient_id or patient_uhid.');
  return {
    organization_id: actor.organization_id,
    patient_id: patient,
    patient_uhid: input.patient_uhid?.toUpperCase() ?? null,
    provider_id: provider,
    facility_id: input.facility_id ?? null,
    topic_ids: input.topic_ids ?? [],
  };
}

function assertOwnBooking(actor: Actor, input: CreateAppointmentDto): void {
  const isOther = input.patient_id !== undefined && input.patient_id !== actor.patient_id;
  if (isOther || input.patient_uhid !== undefined || actor.patient_id === null)
    throw new DomainError('forbidden', { detail: 'Patients book for themselves.' });
  if (input.notes !== undefined) throw new DomainError('forbidden', { detail: 'Notes are for the clinic.' });
}

/** An id that does not exist, or is another organization's, is a wrong field. */
function assertKnown(input: CreateAppointmentDto, ids: WantedIds, rows: BookingRows): KnownRows {
  const errors: FieldErrors = {};
  const unknown = ['There is none with this id.'];
  const { patient, provider, facility, topics } = rows;
  if (!patient) errors[input.patient_uhid === undefined || input.patient_id ? 'patient_id' : 'patient_uhid'] = unknown;
  if (!provider) errors['provider_id'] = unknown;
  if (ids.facility_id !== null && !facility) errors['facility_id'] = unknown;
  ids.topic_ids.forEach((id, position) => {
    if (!topics.some((topic) => topic.id === id.toLowerCase())) errors[`topic_ids.${position}`] = unknown;
  });
  if (!patient || !provider || Object.keys(errors).length > 0) throw new DomainError('validation_failed', { errors });
  return { patient, provider, facility, topics };
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

function instantOf(text: string): number {
  const instant = parseInstant(text);
  if (instant === null) throw invalidField('start_time', 'Must be a time with an offset.');
  return instant;
}

function newAppointment(input: CreateAppointmentDto, { patient, provider, facility, topics }: KnownRows, span: Interval): NewAppointment {
  const [first] = topics;
  return {
    patient_id: patient.id,
    provider_id: provider.id,
    facility_id: facility?.id ?? null,
    start_time: new Date(span.start),
    end_time: new Date(span.end),
    buffer_before_minutes: Math.max(0, ...topics.map((topic) => topic.buffer_before_minutes)),
    buffer_after_minutes: Math.max(0, ...topics.map((topic) => topic.buffer_after_minutes)),
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

function withNames(appointment: Appointment, { patient, provider, facility, topics }: KnownRows) {
  return {
    ...appointment,
    patient_uhid: patient.uhid,
    patient_name: patient.name,
    provider_name: provider.name,
    facility_name: facility?.name ?? null,
    topics: topics.map(({ id, name, duration_minutes }) => ({ id, name, duration_minutes })),
  };
}
