import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PatientActivation } from './patient.activation.js';
import { PatientController } from './patient.controller.js';
import { Patient } from './patient.entity.js';
import { PatientMatcher } from './patient-matcher.js';
import { PatientRepository } from './patient.repository.js';
import { PatientService } from './patient.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Patient])],
  controllers: [PatientController],
  providers: [PatientService, PatientRepository, PatientActivation, PatientMatcher],
  exports: [PatientService, PatientRepository, PatientMatcher],
})
export class PatientsModule {}
