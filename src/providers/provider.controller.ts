import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CLINIC_ROLES, ROLES } from '../domain/roles.js';
import { Operation } from '../platform/http/operation.js';
import { Id, IfMatch } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import {
  CreateProviderDto,
  ProviderAvailabilityDto,
  ProviderQuery,
  UpdateProviderDto,
} from './provider.dto.js';
import { ProviderService } from './provider.service.js';
import { ProviderView } from './provider.view.js';

@ApiTags('providers')
@Controller('providers')
export class ProviderController {
  constructor(private readonly providers: ProviderService) {}

  @Get()
  @Roles(...ROLES)
  @Operation({
    id: 'listProviders',
    summary: 'Providers of the organization',
    description: 'Searches title and names.',
    answers: ProviderView,
    page: true,
  })
  list(@Actor() actor: Actor, @Query() query: ProviderQuery): Promise<Page<ProviderView>> {
    return this.providers.list(actor, query);
  }

  @Post()
  @Roles('admin')
  @Operation({
    id: 'createProvider',
    summary: 'Add a provider',
    status: 201,
    location: '/api/v1/providers',
    answers: ProviderView,
  })
  create(@Actor() actor: Actor, @Body() body: CreateProviderDto): Promise<ProviderView> {
    return this.providers.create(actor, body);
  }

  @Get(':id')
  @Roles(...ROLES)
  @Operation({ id: 'getProvider', summary: 'One provider', answers: ProviderView })
  get(@Actor() actor: Actor, @Id() id: string): Promise<ProviderView> {
    return this.providers.get(actor, id);
  }

  @Patch(':id')
  @Roles('admin', 'provider')
  @Operation({
    id: 'updateProvider',
    summary: 'Change a provider',
    description: 'Providers change their own profile, but not its kind, facilities, topics and `is_active`.',
    versioned: true,
    answers: ProviderView,
  })
  update(
    @Actor() actor: Actor,
    @Id() id: string,
    @Body() body: UpdateProviderDto,
    @IfMatch() version?: number,
  ): Promise<ProviderView> {
    return this.providers.update(actor, id, body, version);
  }

  @Post(':id/availability')
  @Roles(...CLINIC_ROLES)
  @Operation({
    id: 'setProviderAvailability',
    summary: 'Switch bookings on or off',
    description: 'Providers switch their own. Visits that are booked already stay.',
    versioned: true,
    answers: ProviderView,
  })
  setAvailability(
    @Actor() actor: Actor,
    @Id() id: string,
    @Body() body: ProviderAvailabilityDto,
    @IfMatch() version?: number,
  ): Promise<ProviderView> {
    return this.providers.update(actor, id, { accepts_bookings: body.accepts_bookings }, version);
  }

  @Delete(':id')
  @Roles('admin')
  @Operation({
    id: 'deleteProvider',
    summary: 'Remove a provider',
    description: 'Who signs in, or is referred to by anything, is kept and deactivated instead.',
    versioned: true,
    status: 204,
  })
  remove(@Actor() actor: Actor, @Id() id: string, @IfMatch() version?: number): Promise<void> {
    return this.providers.remove(actor, id, version);
  }
}
