import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AffectedAppointments } from './affected-appointments.js';
import { ClosureController } from './closure.controller.js';
import { ClosureRepository } from './closure.repository.js';
import { ClosureService } from './closure.service.js';
import { FacilityController } from './facility.controller.js';
import { Facility } from './facility.entity.js';
import { FacilityRepository } from './facility.repository.js';
import { FacilityService } from './facility.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Facility])],
  controllers: [FacilityController, ClosureController],
  providers: [FacilityService, FacilityRepository, ClosureService, ClosureRepository, AffectedAppointments],
  exports: [FacilityService, FacilityRepository, AffectedAppointments],
})
export class FacilitiesModule {}
