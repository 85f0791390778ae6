import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { conflictRefusals, type Refusal, refusalsOf } from '../domain/booking-rules.js';
import type { ErrorCode } from '../domain/errors.js';
import { DomainError, type FieldErrors, NO_SUCH_ID } from '../domain/errors.js';
import { isBookable } from '../domain/provider-kind.js';
import type { Schedule } from '../domain/schedule.js';
import { type TimeRefusal, timeRefusalsOf } from '../domain/time-refusals.js';
import { Clock } from '../platform/clock.js';
import type { FacilityFacts, ProviderFacts } from '../providers/schedule-facts.js';
import { isLimited, scheduleOf } from '../providers/schedule-of.js';
import {
  BookingRepository,
  type BookingRows,
  type PatientFacts,
  type TopicFacts,
  type WantedIds,
} from './booking.repository.js';
import { ConflictRepository, type Wanted, type WantedResources } from './conflict.repository.js';
import { type CountedIds, DailyLimitRepository } from './daily-limit.repository.js';

/** What the ids of a visit turned out to be, and when its provider can be booked there. */
export interface Situation {
  /** Null where nobody was named. */
  patient: PatientFacts | null;
  provider: ProviderFacts;
  facility: FacilityFacts | null;
  topics: TopicFacts[];
  schedule: Schedule;
}

/** A visit as it is wanted: somebody's, with somebody. */
export interface WantedVisit extends Wanted {
  resources: WantedResources & { provider_id: string };
}

/** What of a visit is as it was when it was judged before: the rules about that are not asked again. */
export type Unchanged = 'nothing' | 'start' | 'time, place and people';

/** The rules about when one books, and not about when one comes. */
const ABOUT_THE_START: readonly ErrorCode[] = ['off_grid', 'too_soon', 'too_far'];

/** Says what is against a visit: for bookings, moves and explanations alike. Changes nothing. */
@Injectable()
export class BookingJudge {
  constructor(
    private readonly bookings: BookingRepository,
    private readonly conflicts: ConflictRepository,
    private readonly limits: DailyLimitRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Everything that the rules ask about a visit that starts at `start`, in one query.
   * @throws validation_failed on the fields whose id does not exist in the organization
   */
  async look(tx: EntityManager, ids: WantedIds, start: number): Promise<Situation> {
    const found = await this.bookings.load(tx, ids, start);
    const { patient, provider, facilities, topics, organization } = found;
    const facility = facilities.find(({ id }) => id === ids.facility_id) ?? null;
    assertKnown(ids, found, facility);
    if (!provider) throw new Error('a provider that is known is missing');
    const schedule = scheduleOf({ organization, provider, facility, facilities });
    return { patient, provider, facility, topics, schedule };
  }

  /** The rules of the clinic's state (domain.md, rules 2 and 3) that refuse. */
  refusals({ patient, provider, facility, topics }: Situation): Refusal[] {
    const facts = { ...provider, bookable: isBookable(provider.kind) };
    return refusalsOf({ provider: facts, patient: patient ?? { is_active: true }, facility, topics });
  }

  /**
   * The rules about the time (rule 4) that refuse. Within a transaction that will write the visit, give `isWriting`:
   * the daily limits are then true until it ends.
   */
  async timeRefusals(
    tx: EntityManager,
    situation: Situation,
    wanted: WantedVisit,
    asking: { asPatient: boolean; unchanged?: Unchanged; isWriting?: boolean },
  ): Promise<TimeRefusal[]> {
    const { unchanged = 'nothing' } = asking;
    if (unchanged === 'time, place and people') return [];
    const { resources, span } = wanted;
    const schedule = await this.counted(tx, situation.schedule, wanted, asking.isWriting ?? false);
    const judged = { asPatient: asking.asPatient, override: false };
    const refusals = timeRefusalsOf({ ...resources, ...span }, schedule, this.clock.now(), judged);
    return unchanged === 'start' ? refusals.filter(({ code }) => !ABOUT_THE_START.includes(code)) : refusals;
  }

  /** The one law: every resource that is taken. */
  async conflictRefusals(tx: EntityManager, wanted: Wanted): Promise<Refusal[]> {
    const found = await this.conflicts.find(tx, wanted);
    return conflictRefusals(found.map(({ kind }) => kind));
  }

  private async counted(
    tx: EntityManager,
    schedule: Schedule,
    { resources, span, except }: WantedVisit,
    isWriting: boolean,
  ): Promise<Schedule> {
    if (!isLimited(schedule)) return schedule;
    const ids: CountedIds = { ...resources, except };
    if (isWriting) await this.limits.lock(tx, ids);
    return { ...schedule, ...(await this.limits.count(tx, ids, span.start)) };
  }
}

/** An id that does not exist, or is another organization's, is a wrong field. */
function assertKnown(
  ids: WantedIds,
  { patient, provider, topics }: BookingRows,
  facility: FacilityFacts | null,
): void {
  const errors: FieldErrors = {};
  const unknown = [NO_SUCH_ID];
  if (!patient && ids.patient_id !== null) errors['patient_id'] = unknown;
  else if (!patient && ids.patient_uhid !== null) errors['patient_uhid'] = unknown;
  if (!provider) errors['provider_id'] = unknown;
  if (ids.facility_id !== null && !facility) errors['facility_id'] = unknown;
  ids.topic_ids.forEach((id, position) => {
    if (!topics.some((topic) => topic.id === id)) errors[`topic_ids.${position}`] = unknown;
  });
  if (Object.keys(errors).length > 0) throw new DomainError('validation_failed', { errors });
}

/** The time around a visit that its topics ask of the provider: the longest of each. */
export function buffersOf(
  topics: readonly TopicFacts[],
): Pick<WantedResources, 'buffer_before_minutes' | 'buffer_after_minutes'> {
  return {
    buffer_before_minutes: Math.max(0, ...topics.map((topic) => topic.buffer_before_minutes)),
    buffer_after_minutes: Math.max(0, ...topics.map((topic) => topic.buffer_after_minutes)),
  };
}
