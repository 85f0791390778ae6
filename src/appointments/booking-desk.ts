import { Injectable } from '@nestjs/common';
import { conflictRefusals, type Refusal, refusalsOf, toError } from '../domain/booking-rules.js';
import { DomainError, type FieldErrors } from '../domain/errors.js';
import { isBookable } from '../domain/provider-kind.js';
import { Database } from '../platform/database/database.js';
import { EXCLUSION_VIOLATION, violates } from '../platform/database/pg-errors.js';
import {
  BookingRepository,
  type BookingRows,
  type FacilityFacts,
  type PatientFacts,
  type ProviderFacts,
  type TopicFacts,
  type WantedIds,
} from './booking.repository.js';

import { ConflictRepository, type Wanted, type WantedResources } from './conflict.repository.js';

/** Rows that are all there: what the ids of a booking turned out to be. */
export interface KnownRows {
  patient: PatientFacts;
  provider: ProviderFacts;
  facility: FacilityFacts | null;
  topics: TopicFacts[];
}

/** A time that was taken, and is free again by the time we ask who took it, is tried again this often. */
const TRIES = 3;

/** The one judge of bookings, moves and edits: the same rules and the same answers for all of them. */
@Injectable()
export class BookingDesk {
  constructor(
    private readonly database: Database,
    private readonly bookings: BookingRepository,
    private readonly conflicts: ConflictRepository,
  ) {}

  /** @throws validation_failed on the fields whose id does not exist in the organization */
  async look(ids: WantedIds): Promise<KnownRows> {
    return assertKnown(ids, await this.bookings.load(this.database.manager, ids));
  }

  /** @throws the first rule that refuses, with every other one and whoever is in the way */
  async assertAllowed(known: KnownRows, wanted: Wanted): Promise<void> {
    const provider = { ...known.provider, bookable: isBookable(known.provider.kind) };
    const [first, ...others] = refusalsOf({ ...known, provider });
    if (first) throw toError([first, ...others, ...(await this.refusalsByLaw(wanted))]);
  }

  /**
   * Does `work`, which writes what `wanted` says. When the database refuses the time, the answer names
   * every resource that is taken.
   */
  async occupying<T>(wanted: () => Wanted, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!violates(error, EXCLUSION_VIOLATION)) throw error;
        const [first, ...others] = await this.refusalsByLaw(wanted());
        if (first) throw toError([first, ...others]);
        if (attempt === TRIES) throw new DomainError('booking_conflict');
      }
    }
  }

  private async refusalsByLaw(wanted: Wanted): Promise<Refusal[]> {
    const found = await this.conflicts.find(this.database.manager, wanted);
    return conflictRefusals(found.map(({ kind }) => kind));
  }
}

/** An id that does not exist, or is another organization's, is a wrong field. */
function assertKnown(ids: WantedIds, { patient, provider, facility, topics }: BookingRows): KnownRows {
  const errors: FieldErrors = {};
  const unknown = ['There is none with this id.'];
  if (!patient) errors[ids.patient_id === null ? 'patient_uhid' : 'patient_id'] = unknown;
  if (!provider) errors['provider_id'] = unknown;
  if (ids.facility_id !== null && !facility) errors['facility_id'] = unknown;
  ids.topic_ids.forEach((id, position) => {
    if (!topics.some((topic) => topic.id === id)) errors[`topic_ids.${position}`] = unknown;
  });
  if (!patient || !provider || Object.keys(errors).length > 0)
    throw new DomainError('validation_failed', { errors });
  return { patient, provider, facility, topics };
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
