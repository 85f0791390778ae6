import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CLINIC_ROLES } from '../domain/roles.js';
import { Operation } from '../platform/http/operation.js';
import { Id } from '../platform/http/params.js';
import { TimeSpanDto, TimeSpanQuery } from '../platform/http/time-span.dto.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { TimeOffService } from './time-off.service.js';
import { TimeOffAddedView, TimeOffView } from './time-off.view.js';

@ApiTags('providers')
@Controller('providers/:id/time-off')
export class TimeOffController {
  constructor(private readonly timeOff: TimeOffService) {}

  @Get()
  @Roles(...CLINIC_ROLES)
  @Operation({
    id: 'listTimeOff',
    summary: 'When a provider is away',
    description: "Providers see their own. Dates are the organization's local days.",
    answers: TimeOffView,
    page: true,
  })
  list(@Actor() actor: Actor, @Id() id: string, @Query() query: TimeSpanQuery): Promise<Page<TimeOffView>> {
    return this.timeOff.list(actor, id, query);
  }

  @Post()
  @Roles(...CLINIC_ROLES)
  @Operation({
    id: 'addTimeOff',
    summary: 'Take a provider away for a time',
    description:
      'Providers do so for themselves. Visits that are booked then stay, and are named in the answer.',
    status: 201,
    answers: TimeOffAddedView,
  })
  add(@Actor() actor: Actor, @Id() id: string, @Body() body: TimeSpanDto): Promise<TimeOffAddedView> {
    return this.timeOff.add(actor, id, body);
  }

  @Delete(':time_off_id')
  @Roles(...CLINIC_ROLES)
  @Operation({ id: 'removeTimeOff', summary: 'Have a provider back', status: 204 })
  remove(@Actor() actor: Actor, @Id() id: string, @Id('time_off_id') timeOffId: string): Promise<void> {
    return this.timeOff.remove(actor, id, timeOffId);
  }
}
