import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { askedRange } from '../domain/asked-range.js';
import { overlaps } from '../domain/interval.js';
import { EventLog } from '../events/event-log.js';
import { Database } from '../platform/database/database.js';
import { found } from '../platform/found.js';
import { spanOf, type TimeSpanDto, type TimeSpanQuery } from '../platform/http/time-span.dto.js';
import type { Page } from '../platform/http/views.js';
import type { Actor } from '../platform/security/actor.js';
import { AffectedAppointments } from './affected-appointments.js';
import { toAffectedView } from './affected-appointments.view.js';
import { ClosureRepository } from './closure.repository.js';
import { type ClosureAddedView, type ClosureView, toClosureView } from './closure.view.js';
import type { Facility } from './facility.entity.js';
import { FacilityRepository } from './facility.repository.js';

@Injectable()
export class ClosureService {
  constructor(
    private readonly database: Database,
    private readonly facilities: FacilityRepository,
    private readonly closures: ClosureRepository,
    private readonly affected: AffectedAppointments,
    private readonly events: EventLog,
  ) {}

  async list(actor: Actor, facilityId: string, query: TimeSpanQuery): Promise<Page<ClosureView>> {
    const facility = await this.find(this.database.manager, actor, facilityId);
    const range = askedRange(query.date_from, query.date_to, facility.timezone);
    const page = await this.closures.list(this.database.manager, facility, range, query);
    return page.map(toClosureView);
  }

  /** Visits that are booked then stay, and are named. */
  add(actor: Actor, facilityId: string, input: TimeSpanDto): Promise<ClosureAddedView> {
    const span = spanOf(input);
    return this.database.transaction(async (tx) => {
      const facility = await this.find(tx, actor, facilityId);
      const after = await this.closures.insert(tx, facility, span, input.reason ?? null);
      await this.events.append(tx, { type: 'facility.closure_added', actor, subject_id: facilityId, after });
      const affected = await this.affected.find(tx, {
        organization_id: actor.organization_id,
        of: { facility_id: facilityId },
        during: span,
        isAffected: (visit) => overlaps(visit, span),
      });
      return { ...toClosureView(after), ...toAffectedView(affected) };
    });
  }

  remove(actor: Actor, facilityId: string, id: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      const facility = await this.find(tx, actor, facilityId);
      const before = found(await this.closures.remove(tx, facility, id));
      await this.events.append(tx, {
        type: 'facility.closure_removed',
        actor,
        subject_id: facilityId,
        before,
      });
    });
  }

  private async find(tx: EntityManager, actor: Actor, id: string): Promise<Facility> {
    return found(await this.facilities.findById(tx, actor.organization_id, id));
  }
}
