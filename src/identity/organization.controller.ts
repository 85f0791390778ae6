import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ROLES } from '../domain/roles.js';
import { Operation } from '../platform/http/operation.js';
import { IfMatch } from '../platform/http/params.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { UpdateOrganizationDto } from './organization.dto.js';
import { OrganizationService } from './organization.service.js';
import { OrganizationView } from './organization.view.js';

@ApiTags('organization')
@Controller('organization')
export class OrganizationController {
  constructor(private readonly organizations: OrganizationService) {}

  @Get()
  @Roles(...ROLES)
  @Operation({ id: 'getOrganization', summary: "The caller's organization", answers: OrganizationView })
  get(@Actor() actor: Actor): Promise<OrganizationView> {
    return this.organizations.get(actor);
  }

  @Patch()
  @Roles('admin')
  @Operation({
    id: 'updateOrganization',
    summary: 'Change the organization and its booking settings',
    description: "The settings hold wherever neither the provider's nor the facility's own say otherwise.",
    versioned: true,
    answers: OrganizationView,
    refuses: ['already_exists'],
  })
  update(
    @Actor() actor: Actor,
    @Body() body: UpdateOrganizationDto,
    @IfMatch() version?: number,
  ): Promise<OrganizationView> {
    return this.organizations.update(actor, body, version);
  }
}
