import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AppointmentsModule } from './appointments/appointments.module.js';
import { EventsModule } from './events/events.module.js';
import { FacilitiesModule } from './facilities/facilities.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { QueueModule } from './platform/queue/queue.module.js';
import { RolesGuard } from './platform/security/auth.guard.js';

/** The HTTP process. */
@Module({
  imports: [DatabaseModule, QueueModule, EventsModule, FacilitiesModule, AppointmentsModule, HealthModule],
  providers: [{ provide: APP_GUARD, useClass: RolesGuard }],
})
export class ApiModule {}
