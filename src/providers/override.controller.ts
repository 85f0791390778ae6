import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CLINIC_ROLES } from '../domain/roles.js';
import { Operation } from '../platform/http/operation.js';
import { Id } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { CreateOverrideDto, OverrideQuery } from './override.dto.js';
import { OverrideService } from './override.service.js';
import { OverrideAddedView, OverrideView } from './override.view.js';

@ApiTags('providers')
@Controller('providers/:id/overrides')
export class OverrideController {
  constructor(private readonly overrides: OverrideService) {}

  @Get()
  @Roles(...CLINIC_ROLES)
  @Operation({
    id: 'listOverrides',
    summary: "Dates on which a provider's hours are others",
    description: 'Providers see their own.',
    answers: OverrideView,
    page: true,
  })
  list(@Actor() actor: Actor, @Id() id: string, @Query() query: OverrideQuery): Promise<Page<OverrideView>> {
    return this.overrides.list(actor, id, query);
  }

  @Post()
  @Roles(...CLINIC_ROLES)
  @Operation({
    id: 'addOverride',
    summary: 'Set other hours for one date',
    description:
      'Instead of the weekly hours at that facility; no spans: not working there. Providers do so for themselves. ' +
      'Visits that are booked already stay; those that now lie outside the hours are named in the answer.',
    status: 201,
    answers: OverrideAddedView,
    refuses: ['already_exists'],
  })
  add(@Actor() actor: Actor, @Id() id: string, @Body() body: CreateOverrideDto): Promise<OverrideAddedView> {
    return this.overrides.add(actor, id, body);
  }

  @Delete(':override_id')
  @Roles(...CLINIC_ROLES)
  @Operation({ id: 'removeOverride', summary: 'Let the weekly hours hold again on that date', status: 204 })
  remove(@Actor() actor: Actor, @Id() id: string, @Id('override_id') overrideId: string): Promise<void> {
    return this.overrides.remove(actor, id, overrideId);
  }
}
