import { Injectable } from '@nestjs/common';
import { invalidField } from '../domain/errors.js';
import { findOverlap } from '../domain/weekly-hours.js';
import type { ClockSpan } from '../domain/working-hours.js';
import { EventLog } from '../events/event-log.js';
import { toAffectedView } from '../facilities/affected-appointments.view.js';
import { FacilityRepository } from '../facilities/facility.repository.js';
import { Database } from '../platform/database/database.js';
import { unknownReference } from '../platform/database/pg-errors.js';
import { found } from '../platform/found.js';
import type { Page } from '../platform/http/views.js';
import type { Actor } from '../platform/security/actor.js';
import { AffectedByHours } from './affected-by-hours.js';
import type { CreateOverrideDto, OverrideQuery } from './override.dto.js';
import { OverrideRepository } from './override.repository.js';
import { type OverrideAddedView, type OverrideView, toOverrideView } from './override.view.js';
import { findOwnProvider } from './own-provider.js';
import { ProviderRepository } from './provider.repository.js';

@Injectable()
export class OverrideService {
  constructor(
    private readonly database: Database,
    private readonly providers: ProviderRepository,
    private readonly facilities: FacilityRepository,
    private readonly overrides: OverrideRepository,
    private readonly affected: AffectedByHours,
    private readonly events: EventLog,
  ) {}

  async list(actor: Actor, providerId: string, query: OverrideQuery): Promise<Page<OverrideView>> {
    const { manager } = this.database;
    const provider = await findOwnProvider(this.providers, manager, actor, providerId);
    return (await this.overrides.list(manager, provider, query)).map(toOverrideView);
  }

  /** Visits of that date that are booked already stay, and those outside the new hours are named. */
  add(actor: Actor, providerId: string, input: CreateOverrideDto): Promise<OverrideAddedView> {
    const { facility_id, date, spans = [] } = input;
    assertNoOverlap(spans);
    return this.database.transaction(async (tx) => {
      const provider = await findOwnProvider(this.providers, tx, actor, providerId);
      const timezones = await this.facilities.findTimezones(tx, actor.organization_id, [facility_id]);
      const timezone = timezones.get(facility_id);
      if (timezone === undefined) throw unknownReference('facility_id');
      // Before the weekly hours of that date go: visits in the part of them after midnight are affected too.
      const time = await this.affected.timeOf(tx, provider, { facility_id, timezone }, date);
      const after = await this.overrides.insert(tx, provider, { facility_id, date, spans });
      await this.events.append(tx, { type: 'provider.override_added', actor, subject_id: providerId, after });
      const affected = await this.affected.findAt(tx, provider, facility_id, time);
      return { ...toOverrideView(after), ...toAffectedView(affected) };
    });
  }

  remove(actor: Actor, providerId: string, id: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      const provider = await findOwnProvider(this.providers, tx, actor, providerId);
      const before = found(await this.overrides.remove(tx, provider, id));
      await this.events.append(tx, {
        type: 'provider.override_removed',
        actor,
        subject_id: providerId,
        before,
      });
    });
  }
}

function assertNoOverlap(spans: readonly ClockSpan[]): void {
  const overlap = findOverlap(spans.map((span) => ({ ...span, weekday: 1 })));
  if (overlap) throw invalidField(`spans.${overlap[1]}`, `Overlaps entry ${overlap[0]}.`);
}
