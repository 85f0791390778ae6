import { Module } from '@nestjs/common';
import { PatientRepository } from '../patients/patient.repository.js';
import { ErasureRepository } from './erasure.repository.js';
import { ErasureService } from './erasure.service.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionSweeper } from './retention-sweeper.js';

/** What the worker does about privacy. */
@Module({
  providers: [RetentionSweeper, RetentionRepository, ErasureService, ErasureRepository, PatientRepository],
})
export class RetentionModule {}
