import { Controller, Get, Put, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CLINIC_ROLES, ROLES } from '../domain/roles.js';
import { BodyList } from '../platform/http/body-list.js';
import { Operation } from '../platform/http/operation.js';
import { Id } from '../platform/http/params.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { MOST_HOURS, WorkingHoursDto, WorkingHoursView } from './working-hours.dto.js';
import { WorkingHoursService } from './working-hours.service.js';

/** The answer is the list and nothing else, as the request is; so what it leaves behind is told beside it. */
const AFFECTED_HEADER = 'Affected-Appointments';

@ApiTags('providers')
@Controller('providers/:id/working-hours')
export class WorkingHoursController {
  constructor(private readonly hours: WorkingHoursService) {}

  @Get()
  @Roles(...ROLES)
  @Operation({
    id: 'getWorkingHours',
    summary: "A provider's weekly hours",
    description:
      'By weekday and start, in the local clock time of each facility. Empty: at every facility, its opening hours.',
    answers: WorkingHoursView,
    list: true,
  })
  get(@Actor() actor: Actor, @Id() id: string): Promise<WorkingHoursView[]> {
    return this.hours.get(actor, id);
  }

  @Put()
  @Roles(...CLINIC_ROLES)
  @ApiBody({ type: WorkingHoursDto, isArray: true })
  @Operation({
    id: 'replaceWorkingHours',
    summary: "Replace a provider's weekly hours",
    description:
      'All of them at once; providers replace their own. Spans that overlap are refused, also at two facilities: ' +
      'nobody is in two places. Visits that are booked already stay.',
    answers: WorkingHoursView,
    list: true,
    counts: { [AFFECTED_HEADER]: 'Visits, not over yet, that lie outside the hours as they are now.' },
  })
  async replace(
    @Actor() actor: Actor,
    @Id() id: string,
    @BodyList(WorkingHoursDto, MOST_HOURS) body: WorkingHoursDto[],
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WorkingHoursView[]> {
    const { hours, affectedCount } = await this.hours.replace(actor, id, body);
    void reply.header(AFFECTED_HEADER, String(affectedCount));
    return hours;
  }
}
