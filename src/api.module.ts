import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { EventsModule } from './events/events.module.js';
import { FacilitiesModule } from './facilities/facilities.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { RolesGuard } from './platform/security/auth.guard.js';

/** The HTTP process. */
@Module({
  imports: [DatabaseModule, EventsModule, FacilitiesModule],
  providers: [{ provide: APP_GUARD, useClass: RolesGuard }],
})
export class ApiModule {}
