import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ROLES } from '../domain/roles.js';
import { Operation } from '../platform/http/operation.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { AvailabilityQuery, ExplainQuery } from './availability.dto.js';
import { AvailabilityService } from './availability.service.js';
import { ExplanationView, SlotView } from './availability.view.js';
import { ExplainService } from './explain.service.js';

@ApiTags('availability')
@Controller('appointments/availability')
export class AvailabilityController {
  constructor(
    private readonly availability: AvailabilityService,
    private readonly explanations: ExplainService,
  ) {}

  @Get()
  @Roles(...ROLES)
  @Operation({
    id: 'findAvailability',
    summary: 'Free slots, by time',
    description:
      'Every slot can be booked by its `slot_id`. Days are local ones of each facility. For patients their own appointments are taken out. Pages go forwards only: `previous` is null.',
    answers: SlotView,
    page: true,
  })
  search(@Actor() actor: Actor, @Query() query: AvailabilityQuery): Promise<Page<SlotView>> {
    return this.availability.search(actor, query);
  }

  @Get('explain')
  @Roles(...ROLES)
  @Operation({
    id: 'explainAvailability',
    summary: 'Whether the caller could book a time, and every rule that is against it',
    answers: ExplanationView,
  })
  explain(@Actor() actor: Actor, @Query() query: ExplainQuery): Promise<ExplanationView> {
    return this.explanations.explain(actor, query);
  }
}
