import { Injectable } from '@nestjs/common';
import { BookingJudge, buffersOf } from '../appointments/booking-judge.js';
import { inOrder, type Refusal, requestedSpan } from '../domain/booking-rules.js';
import { invalidField, withFieldNames } from '../domain/errors.js';
import { formatInstant, instantOf } from '../domain/instant.js';
import type { TimeRefusal } from '../domain/time-refusals.js';
import { Database } from '../platform/database/database.js';
import type { Actor } from '../platform/security/actor.js';
import type { ExplainQuery } from './availability.dto.js';
import type { ExplanationView, ReasonView } from './availability.view.js';

/** Says what is against a time, without trying: by the judge of the bookings themselves. */
@Injectable()
export class ExplainService {
  constructor(
    private readonly database: Database,
    private readonly judge: BookingJudge,
  ) {}

  /** For the caller: patients are told of the grid and of their own appointments, the clinic is not bound by the one. */
  async explain(actor: Actor, query: ExplainQuery): Promise<ExplanationView> {
    const { manager } = this.database;
    const ids = idsOf(actor, query);
    const start = instantOf(query.start_time);
    const situation = await asParameters(this.judge.look(manager, ids, start));
    const end = query.end_time === undefined ? undefined : instantOf(query.end_time);
    const minutes = situation.topics.map((topic) => topic.duration_minutes);
    const span = requestedSpan({ start, end, durationMinutes: query.duration_minutes }, minutes, -Infinity);
    const wanted = { resources: { ...ids, ...buffersOf(situation.topics) }, span };
    const asPatient = actor.role === 'patient';
    const reasons: (Refusal & TimeRefusal)[] = inOrder([
      ...this.judge.refusals(situation),
      ...(await this.judge.timeRefusals(manager, situation, wanted, { asPatient })),
      ...(await this.judge.conflictRefusals(manager, wanted)),
    ]);
    return { bookable: reasons.length === 0, reasons: reasons.map(toReasonView) };
  }
}

function idsOf(actor: Actor, { provider_id, facility_id, topic_id }: ExplainQuery) {
  const provider = provider_id ?? (actor.role === 'provider' ? actor.provider_id : null);
  if (!provider) throw invalidField('provider_id', 'Is required.');
  return {
    organization_id: actor.organization_id,
    patient_id: actor.role === 'patient' ? actor.patient_id : null,
    patient_uhid: null,
    provider_id: provider,
    facility_id: facility_id ?? null,
    topic_ids: topic_id ?? [],
  };
}

/** A booking has `topic_ids`, and so do its errors; here the ids come in the parameter `topic_id`. */
function asParameters<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw withFieldNames(error, (field) => field.replace(/^topic_ids\.\d+$/, 'topic_id'));
  });
}

function toReasonView({ code, message, until }: TimeRefusal): ReasonView {
  return { code, message, ...(until !== undefined && { until: formatInstant(until) }) };
}
