import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Database } from '../platform/database/database.js';
import { Operation } from '../platform/http/operation.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { ActivityQuery } from './activity.dto.js';
import { EventRepository } from './event.repository.js';
import { EventView, toEventView } from './event.view.js';

@ApiTags('activity')
@Controller('activity')
export class ActivityController {
  constructor(
    private readonly database: Database,
    private readonly events: EventRepository,
  ) {}

  @Get()
  @Roles('admin')
  @Operation({
    id: 'listActivity',
    summary:
      'Everything that happened, newest first: changes, sign-ins, refusals, reads of patients’ records',
    answers: EventView,
    page: true,
  })
  async list(@Actor() actor: Actor, @Query() query: ActivityQuery): Promise<Page<EventView>> {
    const page = await this.database.reading((reader) =>
      this.events.activity(reader, actor.organization_id, query),
    );
    return page.map(toEventView);
  }
}
