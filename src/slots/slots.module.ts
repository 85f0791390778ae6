import { Module } from '@nestjs/common';
import { AppointmentsModule } from '../appointments/appointments.module.js';
import { AvailabilityController } from './availability.controller.js';
import { AvailabilityService } from './availability.service.js';
import { ExplainService } from './explain.service.js';
import { SearchRepository } from './search.repository.js';
import { SearchWindows } from './search-windows.js';

@Module({
  imports: [AppointmentsModule],
  controllers: [AvailabilityController],
  providers: [AvailabilityService, ExplainService, SearchRepository, SearchWindows],
})
export class SlotsModule {}
