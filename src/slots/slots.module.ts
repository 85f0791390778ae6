import { Module } from '@nestjs/common';
import { AppointmentsModule } from '../appointments/appointments.module.js';
import { AvailabilityController } from './availability.controller.js';
import { AvailabilityService } from './availability.service.js';
import { ExplainService } from './explain.service.js';
import { SearchRepository } from './search.repository.js';

@Module({
  imports: [AppointmentsModule],
  controllers: [AvailabilityController],
  providers: [AvailabilityService, ExplainService, SearchRepository],
})
export class SlotsModule {}
