import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FacilitiesModule } from '../facilities/facilities.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { ProviderActivation } from './provider.activation.js';
import { ProviderController } from './provider.controller.js';
import { Provider } from './provider.entity.js';
import { ProviderRepository } from './provider.repository.js';
import { ProviderService } from './provider.service.js';
import { TimeOffController } from './time-off.controller.js';
import { TimeOffRepository } from './time-off.repository.js';
import { TimeOffService } from './time-off.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Provider]), FacilitiesModule, IdentityModule],
  controllers: [ProviderController, TimeOffController],
  providers: [
    ProviderActivation,
    ProviderRepository,
    ProviderService,
    TimeOffRepository,
    TimeOffService,
  ],
  exports: [ProviderService, ProviderRepository],
})
export class ProvidersModule {}
