import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../platform/http/operation.js';
import { Id } from '../platform/http/params.js';
import { TimeSpanDto, TimeSpanQuery } from '../platform/http/time-span.dto.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { ClosureService } from './closure.service.js';
import { ClosureAddedView, ClosureView } from './closure.view.js';

@ApiTags('facilities')
@Controller('facilities/:id/closures')
export class ClosureController {
  constructor(private readonly closures: ClosureService) {}

  @Get()
  @Roles('admin', 'staff')
  @Operation({
    id: 'listClosures',
    summary: 'When a facility is closed',
    description: "Dates are the facility's local days.",
    answers: ClosureView,
    page: true,
  })
  list(@Actor() actor: Actor, @Id() id: string, @Query() query: TimeSpanQuery): Promise<Page<ClosureView>> {
    return this.closures.list(actor, id, query);
  }

  @Post()
  @Roles('admin', 'staff')
  @Operation({
    id: 'addClosure',
    summary: 'Close a facility for a time',
    description: 'Visits that are booked then stay, and are named in the answer.',
    status: 201,
    answers: ClosureAddedView,
  })
  add(@Actor() actor: Actor, @Id() id: string, @Body() body: TimeSpanDto): Promise<ClosureAddedView> {
    return this.closures.add(actor, id, body);
  }

  @Delete(':closure_id')
  @Roles('admin', 'staff')
  @Operation({ id: 'removeClosure', summary: 'Open a facility again', status: 204 })
  remove(@Actor() actor: Actor, @Id() id: string, @Id('closure_id') closureId: string): Promise<void> {
    return this.closures.remove(actor, id, closureId);
  }
}
