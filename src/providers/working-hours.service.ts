import { Injectable } from '@nestjs/common';
import { EventLog } from '../events/event-log.js';
import { Database } from '../platform/database/database.js';
import { found } from '../platform/found.js';
import type { Actor } from '../platform/security/actor.js';
import { AffectedByHours } from './affected-by-hours.js';
import { assertOwnProvider } from './own-provider.js';
import { ProviderRepository } from './provider.repository.js';
import { WorkingHoursCheck } from './working-hours.check.js';
import type { WorkingHoursDto, WorkingHoursView } from './working-hours.dto.js';
import { type WorkingHours, WorkingHoursRepository } from './working-hours.repository.js';

@Injectable()
export class WorkingHoursService {
  constructor(
    private readonly database: Database,
    private readonly providers: ProviderRepository,
    private readonly hours: WorkingHoursRepository,
    private readonly check: WorkingHoursCheck,
    private readonly affected: AffectedByHours,
    private readonly events: EventLog,
  ) {}

  async get(actor: Actor, providerId: string): Promise<WorkingHoursView[]> {
    const { manager } = this.database;
    const provider = found(await this.providers.findById(manager, actor.organization_id, providerId));
    return this.hours.find(manager, provider.id);
  }

  /**
   * Replaces all of a provider's weekly hours. The provider's row is locked, so that of two callers one replaces what
   * the other wrote, and the two lists are never mixed.
   */
  replace(
    actor: Actor,
    providerId: string,
    input: readonly WorkingHoursDto[],
  ): Promise<{ hours: WorkingHoursView[]; affectedCount: number }> {
    const wanted = input.map(toHours);
    return this.database.transaction(async (tx) => {
      const provider = found(await this.providers.findByIdForUpdate(tx, actor.organization_id, providerId));
      assertOwnProvider(actor, providerId);
      await this.check.assertPossible(tx, actor.organization_id, wanted);
      const before = await this.hours.find(tx, providerId);
      await this.hours.replace(tx, provider, wanted);
      const after = await this.hours.find(tx, providerId);
      if (JSON.stringify(after) !== JSON.stringify(before))
        await this.events.append(tx, {
          type: 'provider.working_hours_changed',
          actor,
          subject_id: providerId,
          before: { working_hours: before },
          after: { working_hours: after },
        });
      const { count } = await this.affected.findUpcoming(tx, provider);
      return { hours: after, affectedCount: count };
    });
  }
}

function toHours({
  facility_id,
  weekday,
  start,
  end,
  valid_from,
  valid_until,
}: WorkingHoursDto): WorkingHours {
  return {
    facility_id,
    weekday,
    start,
    end,
    valid_from: valid_from ?? null,
    valid_until: valid_until ?? null,
  };
}
