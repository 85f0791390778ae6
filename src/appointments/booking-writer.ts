import { Injectable } from '@nestjs/common';
import { PRIORITY } from '../domain/appointment-words.js';
import { requestedSpan } from '../domain/booking-rules.js';
import { instantOf } from '../domain/instant.js';
import type { Interval } from '../domain/interval.js';
import { allowedActions } from '../domain/lifecycle.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { OutboxHint } from '../platform/queue/outbox-hint.js';
import type { Actor } from '../platform/security/actor.js';
import { type CreateAppointmentDto, HOLD_MINUTES } from './appointment.dto.js';
import type { Appointment, AppointmentRow } from './appointment.repository.js';
import { type AppointmentDetailView, toAppointmentView } from './appointment.view.js';
import { BookingDesk, type KnownRows } from './booking-desk.js';
import { buffersOf } from './booking-judge.js';
import { BookingMetrics } from './booking-metrics.js';
import {
  BookingRepository,
  type NewAppointment,
  type TopicFacts,
  type WantedIds,
} from './booking.repository.js';
import type { Timed } from './slot-request.js';

/** A request that says when. */
export type TimedBooking = Timed<CreateAppointmentDto>;

/** Books what somebody wants of somebody: load what the rules need, judge, write. The database has the last word. */
@Injectable()
export class BookingWriter {
  constructor(
    private readonly database: Database,
    private readonly bookings: BookingRepository,
    private readonly desk: BookingDesk,
    private readonly clock: Clock,
    private readonly hint: OutboxHint,
    private readonly metrics: BookingMetrics,
  ) {}

  /** @param ids who, where and what for, as `input` names them */
  async write(actor: Actor, ids: WantedIds, input: TimedBooking): Promise<AppointmentDetailView> {
    const known = await this.desk.look(this.database.manager, ids, instantOf(input.start_time));
    const now = this.clock.now();
    const span = spanOf(input, known.topics, now);
    const booking = newAppointment(input, known, span, now);
    const wanted = { resources: { organization_id: actor.organization_id, ...booking }, span };
    const ask = { actor, override_reason: input.override_reason, isHold: booking.hold_expires_at !== null };
    const { appointment, eventId } = await this.desk.letIn(known, wanted, ask, (tx, details) =>
      this.bookings.write(tx, actor, booking, ids.topic_ids, details),
    );
    this.database.afterCommit(() => {
      this.hint.hint(eventId);
      this.metrics.booked();
    });
    return this.view(actor, withNames(appointment, known));
  }

  private view(actor: Actor, row: AppointmentRow): AppointmentDetailView {
    const now = this.clock.now();
    const [start, hold] = [row.start_time.getTime(), row.hold_expires_at?.getTime() ?? null];
    return {
      ...toAppointmentView(row, actor, now),
      notifications_sent: [],
      allowed_actions: allowedActions(row.status, actor.role, start, now, hold),
    };
  }
}

function spanOf(input: TimedBooking, topics: readonly TopicFacts[], now: number): Interval {
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

function newAppointment(input: TimedBooking, known: KnownRows, span: Interval, now: number): NewAppointment {
  const { patient, provider, facility, topics } = known;
  return {
    patient_id: patient.id,
    provider_id: provider.id,
    facility_id: facility?.id ?? null,
    start_time: new Date(span.start),
    end_time: new Date(span.end),
    ...buffersOf(topics),
    ...detailsOf(input, topics[0]),
    hold_expires_at: input.hold ? endOfHold(input, now) : null,
  };
}

function detailsOf(input: TimedBooking, firstTopic: TopicFacts | undefined) {
  return {
    appointment_type: input.appointment_type ?? 'consultation',
    service_type: input.service_type ?? firstTopic?.service_type ?? null,
    specialty: input.specialty ?? firstTopic?.specialty ?? null,
    modality: input.modality ?? 'in_person',
    video_url: input.video_url ?? null,
    reason: input.reason ?? null,
    patient_instruction: input.patient_instruction ?? null,
    priority: input.priority ?? PRIORITY.usual,
    payment_mode: input.payment_mode ?? 'none',
    notes: input.notes ?? null,
  };
}

function endOfHold({ hold_minutes = HOLD_MINUTES.usual }: TimedBooking, now: number): Date {
  return new Date(now + hold_minutes * 60_000);
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
