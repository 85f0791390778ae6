import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError, type FieldErrors, invalidField, NO_SUCH_ID } from '../domain/errors.js';
import { findHoursOverlap } from '../domain/hours-overlap.js';
import { dayOf } from '../domain/local-time.js';
import { FacilityRepository } from '../facilities/facility.repository.js';
import { Clock } from '../platform/clock.js';
import type { WorkingHours } from './working-hours.repository.js';

/** What a list of working hours must fulfil beyond the form of each entry. */
@Injectable()
export class WorkingHoursCheck {
  constructor(
    private readonly facilities: FacilityRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws validation_failed on the entries: facilities of others, dates reversed, two places at once */
  async assertPossible(
    tx: EntityManager,
    organizationId: string,
    hours: readonly WorkingHours[],
  ): Promise<void> {
    const ids = [...new Set(hours.map(({ facility_id }) => facility_id))];
    const timezones = await this.facilities.findTimezones(tx, organizationId, ids);
    const errors: FieldErrors = {};
    hours.forEach(({ facility_id, valid_from, valid_until }, index) => {
      if (!timezones.has(facility_id)) errors[`${index}.facility_id`] = [NO_SUCH_ID];
      if (valid_from && valid_until && valid_until < valid_from)
        errors[`${index}.valid_until`] = ['Must not be before valid_from.'];
    });
    if (Object.keys(errors).length > 0) throw new DomainError('validation_failed', { errors });
    const placed = hours.map((span) => ({ ...span, timezone: timezones.get(span.facility_id)! }));
    const overlap = findHoursOverlap(placed, dayOf('UTC', this.clock.now()));
    if (overlap) throw invalidField(String(overlap[1]), `Overlaps entry ${overlap[0]}.`);
  }
}
