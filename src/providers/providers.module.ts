import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProviderActivation } from './provider.activation.js';
import { ProviderController } from './provider.controller.js';
import { Provider } from './provider.entity.js';
import { ProviderRepository } from './provider.repository.js';
import { ProviderService } from './provider.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Provider])],
  controllers: [ProviderController],
  providers: [ProviderService, ProviderRepository, ProviderActivation],
  exports: [ProviderService, ProviderRepository],
})
export class ProvidersModule {}
