import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { invalidField } from '../domain/errors.js';
import { findOverlap, type WeeklySpan } from '../domain/weekly-hours.js';
import { EventLog } from '../events/event-log.js';
import { Database } from '../platform/database/database.js';
import { removeOrDeactivate } from '../platform/database/removal.js';
import { found, given } from '../platform/found.js';
import { assertVersion } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { normalizePhone } from '../platform/phone.js';
import type { Actor } from '../platform/security/actor.js';
import type { CreateFacilityDto, FacilityQuery, UpdateFacilityDto } from './facility.dto.js';
import { Facility } from './facility.entity.js';
import { FacilityRepository } from './facility.repository.js';
import { type FacilityView, toFacilityView } from './facility.view.js';

@Injectable()
export class FacilityService {
  constructor(
    private readonly database: Database,
    private readonly facilities: FacilityRepository,
    private readonly events: EventLog,
  ) {}

  async list(actor: Actor, query: FacilityQuery): Promise<Page<FacilityView>> {
    const page = await this.database.reading((reader) =>
      this.facilities.list(reader, actor.organization_id, query),
    );
    return page.map(toFacilityView);
  }

  async get(actor: Actor, id: string): Promise<FacilityView> {
    return toFacilityView(
      found(await this.facilities.findById(this.database.manager, actor.organization_id, id)),
    );
  }

  create(actor: Actor, input: CreateFacilityDto): Promise<FacilityView> {
    return this.database.transaction(async (tx) => {
      const facility = new Facility();
      Object.assign(facility, { id: uuidv7(), organization_id: actor.organization_id }, checked(input));
      const after = await this.facilities.save(tx, facility);
      await this.events.append(tx, { type: 'facility.created', actor, subject_id: after.id, after });
      return toFacilityView(after);
    });
  }

  update(actor: Actor, id: string, input: UpdateFacilityDto, version?: number): Promise<FacilityView> {
    return this.database.transaction(async (tx) => {
      const facility = found(await this.facilities.findByIdForUpdate(tx, actor.organization_id, id));
      assertVersion(facility.version, version);
      const before = { ...facility };
      const after = await this.facilities.save(tx, Object.assign(facility, checked(input)));
      if (after.version !== before.version)
        await this.events.append(tx, { type: 'facility.updated', actor, subject_id: id, before, after });
      return toFacilityView(after);
    });
  }

  /** Removes it; where anything refers to it, it stays and is switched off. */
  remove(actor: Actor, id: string, version?: number): Promise<void> {
    const remove = (): Promise<void> =>
      this.database.transaction(async (tx) => {
        const before = found(await this.facilities.findByIdForRemoval(tx, actor.organization_id, id));
        assertVersion(before.version, version);
        await this.facilities.remove(tx, id);
        await this.events.append(tx, { type: 'facility.deleted', actor, subject_id: id, before });
      });
    return removeOrDeactivate(remove, () => this.update(actor, id, { is_active: false }, version));
  }
}

/** The input as columns: phone number normalised, hours free of overlaps, nothing that was not given. */
function checked(input: UpdateFacilityDto): Partial<Facility> {
  if (input.opening_hours) assertNoOverlap(input.opening_hours);
  const columns: Partial<Facility> = given(input);
  if (typeof input.phone_number === 'string')
    columns.phone_number = normalizePhone(input.phone_number, 'phone_number');
  return columns;
}

function assertNoOverlap(hours: readonly WeeklySpan[]): void {
  const overlap = findOverlap(hours);
  if (overlap) throw invalidField(`opening_hours.${overlap[1]}`, `Overlaps entry ${overlap[0]}.`);
}
