import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/identity.module.js';
import { PatientsModule } from '../patients/patients.module.js';
import { ErasureRepository } from './erasure.repository.js';
import { ErasureService } from './erasure.service.js';
import { ExportRepository } from './export.repository.js';
import { ExportService } from './export.service.js';
import { PrivacyController } from './privacy.controller.js';

@Module({
  imports: [PatientsModule, IdentityModule],
  controllers: [PrivacyController],
  providers: [ErasureService, ErasureRepository, ExportService, ExportRepository],
})
export class PrivacyModule {}
