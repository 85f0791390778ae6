import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CLINIC_ROLES } from '../domain/roles.js';
import { EventView } from '../events/event.view.js';
import { Operation } from '../platform/http/operation.js';
import { PageQuery } from '../platform/http/page-query.js';
import { Id } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { AppointmentService } from './appointment.service.js';

@ApiTags('appointments')
@Controller('appointments')
export class HistoryController {
  constructor(private readonly appointments: AppointmentService) {}

  @Get(':id/history')
  @Roles(...CLINIC_ROLES)
  @Operation({
    id: 'listAppointmentHistory',
    summary: 'Who did what to an appointment, oldest first, with before and after',
    answers: EventView,
    page: true,
  })
  history(@Actor() actor: Actor, @Id() id: string, @Query() query: PageQuery): Promise<Page<EventView>> {
    return this.appointments.history(actor, id, query);
  }
}
