import { Global, Module } from '@nestjs/common';
import { Registry } from 'prom-client';

/**
 * The one registry of a process. Whoever has something to tell injects it:
 * `new Counter({ name: 'kept_…_total', help, registers: [registry] })`. No label may hold what a person typed, or an id.
 */
@Global()
@Module({ providers: [{ provide: Registry, useFactory: () => new Registry() }], exports: [Registry] })
export class MetricsModule {}
