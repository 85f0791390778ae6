import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AppointmentsModule } from './appointments/appointments.module.js';
import { EventsModule } from './events/events.module.js';
import { FacilitiesModule } from './facilities/facilities.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { PatientsModule } from './patients/patients.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { QueueModule } from './platform/queue/queue.module.js';
import { HttpModule } from './platform/http/http.module.js';
import { QueueBoardModule } from './queue-board/queue-board.module.js';
import { RolesGuard } from './platform/security/auth.guard.js';
import { RateLimiter } from './platform/security/rate-limiter.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { ProvidersModule } from './providers/providers.module.js';
import { SlotsModule } from './slots/slots.module.js';
import { TopicsModule } from './topics/topics.module.js';

/** The HTTP process. */
@Module({
  imports: [
    DatabaseModule,
    HttpModule,
    QueueModule,
    EventsModule,
    IdentityModule,
    FacilitiesModule,
    TopicsModule,
    PatientsModule,
    ProvidersModule,
    AppointmentsModule,
    SlotsModule,
    NotificationsModule,
    PrivacyModule,
    HealthModule,
    QueueBoardModule,
  ],
  providers: [RateLimiter, { provide: APP_GUARD, useClass: RolesGuard }],
})
export class ApiModule {}
