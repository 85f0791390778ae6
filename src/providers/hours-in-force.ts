import { contains, type Interval, tidy } from '../domain/interval.js';
import { type Hours, openSpans } from '../domain/working-hours.js';
import type { FacilityFacts } from './schedule-facts.js';
import { scheduleOf, type Whereabouts } from './schedule-of.js';

export type HoursFacts = Pick<Whereabouts, 'organization' | 'provider' | 'facilities'>;

/** A provider's hours as they stand, by place: what a booking there is held against. */
export class HoursInForce {
  private readonly byFacility: ReadonlyMap<string, FacilityFacts>;
  private readonly known = new Map<string | null, readonly Hours[]>();

  constructor(private readonly facts: HoursFacts) {
    this.byFacility = new Map(facts.facilities.map((facility) => [facility.id, facility]));
  }

  /** The hours at a facility; for null, those of all places together. */
  at(facilityId: string | null): readonly Hours[] {
    let hours = this.known.get(facilityId);
    if (!hours) {
      const facility = facilityId === null ? null : (this.byFacility.get(facilityId) ?? null);
      this.known.set(facilityId, (hours = scheduleOf({ ...this.facts, facility }).hours));
    }
    return hours;
  }

  /** Whether a visit lies within them, its buffers apart. */
  hold(visit: Interval & { facility_id: string | null }): boolean {
    return contains(tidy(openSpans(this.at(visit.facility_id), visit)), visit);
  }
}
