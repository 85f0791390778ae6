import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../platform/http/operation.js';
import { Id } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { Actor } from '../platform/security/actor.js';
import { Roles } from '../platform/security/roles.js';
import { NotificationQuery } from './notification.dto.js';
import { NotificationService } from './notification.service.js';
import { NotificationView } from './notification.view.js';

@ApiTags('notifications')
@Controller('notifications')
export class NotificationController {
  constructor(private readonly notifications: NotificationService) {}

  @Get()
  @Roles('admin', 'staff')
  @Operation({
    id: 'listNotifications',
    summary: 'What was sent to whom, and what was not',
    answers: NotificationView,
    page: true,
  })
  list(@Actor() actor: Actor, @Query() query: NotificationQuery): Promise<Page<NotificationView>> {
    return this.notifications.list(actor, query);
  }

  @Post(':id/resend')
  @Roles('admin', 'staff')
  @Operation({
    id: 'resendNotification',
    summary: 'Try again what failed or was skipped',
    answers: NotificationView,
    refuses: ['not_resendable'],
  })
  resend(@Actor() actor: Actor, @Id() id: string): Promise<NotificationView> {
    return this.notifications.resend(actor, id);
  }
}
