import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ROLES } from '../domain/roles.js';
import { Operation } from '../platform/http/operation.js';
import { Id, IfMatch } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { CreateFacilityDto, FacilityQuery, UpdateFacilityDto } from './facility.dto.js';
import { FacilityService } from './facility.service.js';
import { FacilityView } from './facility.view.js';

@ApiTags('facilities')
@Controller('facilities')
export class FacilityController {
  constructor(private readonly facilities: FacilityService) {}

  @Get()
  @Roles(...ROLES)
  @Operation({
    id: 'listFacilities',
    summary: 'Facilities of the organization',
    answers: FacilityView,
    page: true,
  })
  list(@Actor() actor: Actor, @Query() query: FacilityQuery): Promise<Page<FacilityView>> {
    return this.facilities.list(actor, query);
  }

  @Post()
  @Roles('admin')
  @Operation({
    id: 'createFacility',
    summary: 'Add a facility',
    status: 201,
    location: '/api/v1/facilities',
    answers: FacilityView,
    refuses: ['already_exists'],
  })
  create(@Actor() actor: Actor, @Body() body: CreateFacilityDto): Promise<FacilityView> {
    return this.facilities.create(actor, body);
  }

  @Get(':id')
  @Roles(...ROLES)
  @Operation({ id: 'getFacility', summary: 'One facility', answers: FacilityView })
  get(@Actor() actor: Actor, @Id() id: string): Promise<FacilityView> {
    return this.facilities.get(actor, id);
  }

  @Patch(':id')
  @Roles('admin')
  @Operation({
    id: 'updateFacility',
    summary: 'Change a facility',
    versioned: true,
    answers: FacilityView,
    refuses: ['already_exists'],
  })
  update(
    @Actor() actor: Actor,
    @Id() id: string,
    @Body() body: UpdateFacilityDto,
    @IfMatch() version?: number,
  ): Promise<FacilityView> {
    return this.facilities.update(actor, id, body, version);
  }

  @Delete(':id')
  @Roles('admin')
  @Operation({
    id: 'deleteFacility',
    summary: 'Remove a facility',
    description: 'Where anything refers to it, it is kept and switched off instead.',
    versioned: true,
    status: 204,
  })
  remove(@Actor() actor: Actor, @Id() id: string, @IfMatch() version?: number): Promise<void> {
    return this.facilities.remove(actor, id, version);
  }
}
