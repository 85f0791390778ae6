import { Module } from '@nestjs/common';
import { AppointmentsModule } from '../appointments/appointments.module.js';
import { FacilitiesModule } from '../facilities/facilities.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { QueueModule } from '../platform/queue/queue.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { TopicsModule } from '../topics/topics.module.js';
import { VisitHistoryRepository } from './visit-history.repository.js';

/** The features that the demo is made through. */
@Module({
  imports: [QueueModule, FacilitiesModule, TopicsModule, PatientsModule, ProvidersModule, AppointmentsModule],
  providers: [VisitHistoryRepository],
})
export class DemoModule {}
