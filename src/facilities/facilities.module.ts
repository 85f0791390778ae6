import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FacilityController } from './facility.controller.js';
import { Facility } from './facility.entity.js';
import { FacilityRepository } from './facility.repository.js';
import { FacilityService } from './facility.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Facility])],
  controllers: [FacilityController],
  providers: [FacilityService, FacilityRepository],
  exports: [FacilityService],
})
export class FacilitiesModule {}
