import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../platform/http/operation.js';
import { Id, IfMatch } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { UserQuery } from './user.dto.js';
import { UserService } from './user.service.js';
import { UserView } from './user.view.js';

@ApiTags('users')
@Controller('users')
export class UserController {
  constructor(private readonly users: UserService) {}

  @Get()
  @Roles('admin')
  @Operation({ id: 'listUsers', summary: 'Users of the organization', answers: UserView, page: true })
  list(@Actor() actor: Actor, @Query() query: UserQuery): Promise<Page<UserView>> {
    return this.users.list(actor, query);
  }

  @Get(':id')
  @Roles('admin')
  @Operation({ id: 'getUser', summary: 'One user', answers: UserView })
  get(@Actor() actor: Actor, @Id() id: string): Promise<UserView> {
    return this.users.get(actor, id);
  }

  @Post(':id/activate')
  @Roles('admin')
  @Operation({
    id: 'activateUser',
    summary: 'Let a user in',
    description: 'Makes the patient or provider profile of their role, or switches it on again.',
    versioned: true,
    answers: UserView,
    refuses: ['admin_limit_reached', 'erased'],
  })
  activate(@Actor() actor: Actor, @Id() id: string, @IfMatch() version?: number): Promise<UserView> {
    return this.users.activate(actor, id, version);
  }

  @Post(':id/deactivate')
  @Roles('admin')
  @Operation({
    id: 'deactivateUser',
    summary: 'Shut a user out',
    description: 'Ends their sessions at once. The last active admin stays.',
    versioned: true,
    answers: UserView,
    refuses: ['last_admin'],
  })
  deactivate(@Actor() actor: Actor, @Id() id: string, @IfMatch() version?: number): Promise<UserView> {
    return this.users.deactivate(actor, id, version);
  }
}
