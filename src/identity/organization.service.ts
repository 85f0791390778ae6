import { Injectable } from '@nestjs/common';
import { invalidField } from '../domain/errors.js';
import { LONGEST_QUIET_MINUTES, quietMinutes } from '../domain/reminders.js';
import { EventLog } from '../events/event-log.js';
import { Database } from '../platform/database/database.js';
import { found, given } from '../platform/found.js';
import { assertVersion } from '../platform/http/params.js';
import type { Actor } from '../platform/security/actor.js';
import type { UpdateOrganizationDto } from './organization.dto.js';
import { OrganizationRepository } from './organization.repository.js';
import { type OrganizationView, toOrganizationView } from './organization.view.js';

/** The caller's organization; there is no other one for them. */
@Injectable()
export class OrganizationService {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationRepository,
    private readonly events: EventLog,
  ) {}

  async get(actor: Actor): Promise<OrganizationView> {
    const organization = await this.organizations.findById(this.database.manager, actor.organization_id);
    return toOrganizationView(found(organization));
  }

  update(actor: Actor, input: UpdateOrganizationDto, version?: number): Promise<OrganizationView> {
    return this.database.transaction(async (tx) => {
      const organization = found(await this.organizations.findByIdForUpdate(tx, actor.organization_id));
      assertVersion(organization.version, version);
      const before = { ...organization };
      const after = await this.organizations.save(tx, Object.assign(organization, checked(input)));
      const subject_id = organization.id;
      if (after.version !== before.version)
        await this.events.append(tx, { type: 'organization.updated', actor, subject_id, before, after });
      return toOrganizationView(after);
    });
  }
}

/** @throws validation_failed for quiet hours that leave no time to remind anybody in */
function checked(input: UpdateOrganizationDto): Partial<UpdateOrganizationDto> {
  const { quiet_hours, reminder_minutes_before: minutes } = input;
  if (quiet_hours && quietMinutes(quiet_hours) > LONGEST_QUIET_MINUTES)
    throw invalidField('quiet_hours', `At most ${LONGEST_QUIET_MINUTES / 60} hours.`);
  const sorted = minutes && minutes.toSorted((a, b) => b - a);
  // As plain objects, as which they come back: otherwise every one would count as changed.
  return given({ ...input, reminder_minutes_before: sorted, quiet_hours: quiet_hours && { ...quiet_hours } });
}
