import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Interval, overlaps } from '../domain/interval.js';
import { boundsOfDay, parseDay } from '../domain/local-time.js';
import { spansOn } from '../domain/working-hours.js';
import { type Affected, AffectedAppointments } from '../facilities/affected-appointments.js';
import { Clock } from '../platform/clock.js';
import { HoursInForceRepository } from './hours-in-force.repository.js';
import type { Provider } from './provider.entity.js';

/** Beyond any time that the product takes. */
const FOREVER = Date.UTC(2201, 0);

/**
 * Which visits lie outside a provider's hours as they stand. One that was booked outside on purpose is among them:
 * whoever changes the hours should know of it too.
 */
@Injectable()
export class AffectedByHours {
  constructor(
    private readonly hours: HoursInForceRepository,
    private readonly affected: AffectedAppointments,
    private readonly clock: Clock,
  ) {}

  /** Of all that are not over yet. */
  findUpcoming(tx: EntityManager, provider: Provider): Promise<Affected> {
    return this.findOutside(tx, provider, { start: this.clock.now(), end: FOREVER });
  }

  /** Of those within `range`, at the facility or at none. */
  findAt(tx: EntityManager, provider: Provider, facilityId: string, range: Interval): Promise<Affected> {
    return this.findOutside(tx, provider, range, facilityId);
  }

  /** The local date (`YYYY-MM-DD`), and how far its hours reach into the next one. */
  async timeOf(
    tx: EntityManager,
    provider: Provider,
    place: { facility_id: string; timezone: string },
    date: string,
  ): Promise<Interval> {
    const day = boundsOfDay(place.timezone, parseDay(date));
    const hours = (await this.hours.find(tx, provider, day)).at(place.facility_id);
    const ends = hours.flatMap((each) => spansOn(each, parseDay(date))).map(({ end }) => end);
    return { start: day.start, end: Math.max(day.end, ...ends) };
  }

  private async findOutside(
    tx: EntityManager,
    provider: Provider,
    range: Interval,
    facilityId?: string,
  ): Promise<Affected> {
    const hours = await this.hours.find(tx, provider, range);
    const isThere = (id: string | null): boolean =>
      facilityId === undefined || id === null || id === facilityId;
    return this.affected.find(tx, {
      organization_id: provider.organization_id,
      of: { provider_id: provider.id },
      during: range,
      isAffected: (visit) => isThere(visit.facility_id) && overlaps(visit, range) && !hours.hold(visit),
    });
  }
}
