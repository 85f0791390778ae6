import { Injectable } from '@nestjs/common';
import { askedRange } from '../domain/asked-range.js';
import { overlaps } from '../domain/interval.js';
import { withBuffers } from '../domain/occupancy.js';
import { EventLog } from '../events/event-log.js';
import { AffectedAppointments } from '../facilities/affected-appointments.js';
import { toAffectedView } from '../facilities/affected-appointments.view.js';
import { OrganizationRepository } from '../identity/organization.repository.js';
import { Database } from '../platform/database/database.js';
import { found } from '../platform/found.js';
import { spanOf, type TimeSpanDto, type TimeSpanQuery } from '../platform/http/time-span.dto.js';
import type { Page } from '../platform/http/views.js';
import type { Actor } from '../platform/security/actor.js';
import { findOwnProvider } from './own-provider.js';
import { ProviderRepository } from './provider.repository.js';
import { TimeOffRepository } from './time-off.repository.js';
import { type TimeOffAddedView, type TimeOffView, toTimeOffView } from './time-off.view.js';

@Injectable()
export class TimeOffService {
  constructor(
    private readonly database: Database,
    private readonly providers: ProviderRepository,
    private readonly timeOff: TimeOffRepository,
    private readonly organizations: OrganizationRepository,
    private readonly affected: AffectedAppointments,
    private readonly events: EventLog,
  ) {}

  async list(actor: Actor, providerId: string, query: TimeSpanQuery): Promise<Page<TimeOffView>> {
    const { manager } = this.database;
    const provider = await findOwnProvider(this.providers, manager, actor, providerId);
    const timezone = await this.organizations.timezoneOf(manager, actor.organization_id);
    const range = askedRange(query.date_from, query.date_to, timezone);
    return (await this.timeOff.list(manager, provider, range, query)).map(toTimeOffView);
  }

  /** Visits that are booked then stay, and are named: also those that only need the time to prepare or tidy up. */
  add(actor: Actor, providerId: string, input: TimeSpanDto): Promise<TimeOffAddedView> {
    const span = spanOf(input);
    return this.database.transaction(async (tx) => {
      const provider = await findOwnProvider(this.providers, tx, actor, providerId);
      const after = await this.timeOff.insert(tx, provider, span, input.reason ?? null);
      await this.events.append(tx, { type: 'provider.time_off_added', actor, subject_id: providerId, after });
      const affected = await this.affected.find(tx, {
        organization_id: actor.organization_id,
        of: { provider_id: providerId },
        during: span,
        isAffected: (visit) => overlaps(withBuffers(visit), span),
      });
      return { ...toTimeOffView(after), ...toAffectedView(affected) };
    });
  }

  remove(actor: Actor, providerId: string, id: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      const provider = await findOwnProvider(this.providers, tx, actor, providerId);
      const before = found(await this.timeOff.remove(tx, provider, id));
      await this.events.append(tx, {
        type: 'provider.time_off_removed',
        actor,
        subject_id: providerId,
        before,
      });
    });
  }
}
