import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FacilitiesModule } from '../facilities/facilities.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { AffectedByHours } from './affected-by-hours.js';
import { HoursInForceRepository } from './hours-in-force.repository.js';
import { OverrideController } from './override.controller.js';
import { OverrideRepository } from './override.repository.js';
import { OverrideService } from './override.service.js';
import { ProviderActivation } from './provider.activation.js';
import { ProviderController } from './provider.controller.js';
import { Provider } from './provider.entity.js';
import { ProviderRepository } from './provider.repository.js';
import { ProviderService } from './provider.service.js';
import { TimeOffController } from './time-off.controller.js';
import { TimeOffRepository } from './time-off.repository.js';
import { TimeOffService } from './time-off.service.js';
import { WorkingHoursCheck } from './working-hours.check.js';
import { WorkingHoursController } from './working-hours.controller.js';
import { WorkingHoursRepository } from './working-hours.repository.js';
import { WorkingHoursService } from './working-hours.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Provider]), FacilitiesModule, IdentityModule],
  controllers: [ProviderController, WorkingHoursController, OverrideController, TimeOffController],
  providers: [
    AffectedByHours,
    HoursInForceRepository,
    OverrideRepository,
    OverrideService,
    ProviderActivation,
    ProviderRepository,
    ProviderService,
    TimeOffRepository,
    TimeOffService,
    WorkingHoursCheck,
    WorkingHoursRepository,
    WorkingHoursService,
  ],
  exports: [ProviderService, ProviderRepository],
})
export class ProvidersModule {}
