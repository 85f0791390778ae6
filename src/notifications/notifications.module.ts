import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/identity.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { SmsCallbacksModule } from './callbacks/sms-callbacks.module.js';
import { NotificationController } from './notification.controller.js';
import { NotificationRepository } from './notification.repository.js';
import { NotificationService } from './notification.service.js';
import { ResetPasswordController } from './reset-password.controller.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { UnsubscribeService } from './unsubscribe.service.js';

/** The API's side of notifications. Sending is the worker's: delivery.module.ts. */
@Module({
  imports: [IdentityModule, PatientsModule, ProvidersModule, SmsCallbacksModule],
  controllers: [NotificationController, UnsubscribeController, ResetPasswordController],
  providers: [NotificationService, NotificationRepository, UnsubscribeService],
})
export class NotificationsModule {}
