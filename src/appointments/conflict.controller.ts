import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CLINIC_ROLES } from '../domain/roles.js';
import { Operation } from '../platform/http/operation.js';
import { Id } from '../platform/http/params.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { CheckConflictsDto, CheckNewConflictsDto } from './appointment.dto.js';
import { ConflictService } from './conflict.service.js';
import { ConflictReportView } from './conflict.view.js';

@ApiTags('appointments')
@Controller('appointments')
export class ConflictController {
  constructor(private readonly conflicts: ConflictService) {}

  @Post('check-conflicts')
  @Roles(...CLINIC_ROLES)
  @Operation({
    id: 'checkNewConflicts',
    summary: 'Who would be in the way of a new appointment',
    answers: ConflictReportView,
  })
  before(@Actor() actor: Actor, @Body() body: CheckNewConflictsDto): Promise<ConflictReportView> {
    return this.conflicts.before(actor, body);
  }

  @Post(':id/check-conflicts')
  @Roles(...CLINIC_ROLES)
  @Operation({
    id: 'checkConflicts',
    summary: 'Who is in the way of an appointment, or would be after a move',
    optionalBody: true,
    answers: ConflictReportView,
  })
  ofAppointment(
    @Actor() actor: Actor,
    @Id() id: string,
    @Body() body: CheckConflictsDto,
  ): Promise<ConflictReportView> {
    return this.conflicts.ofAppointment(actor, id, body);
  }
}
