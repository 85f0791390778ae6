import { type DynamicModule, Module } from '@nestjs/common';
import { EnvModule } from '../config/env.module.js';
import type { Env } from '../config/env.js';
import { EventsModule } from '../events/events.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { OrganizationSetup } from './organization-setup.js';

/** What the commands need of the product. */
@Module({
  imports: [DatabaseModule, EventsModule, IdentityModule],
  providers: [OrganizationSetup],
})
export class SetupModule {
  /** @param more modules that hang on for demo data */
  static with(env: Env, more: NonNullable<DynamicModule['imports']> = []): DynamicModule {
    return { module: SetupModule, imports: [EnvModule.of(env), ...more] };
  }
}
