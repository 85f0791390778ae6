import { type DynamicModule, Module } from '@nestjs/common';
import { HoldsModule } from './appointments/holds.module.js';
import type { Env } from './config/env.js';
import { EnvModule } from './config/env.module.js';
import { EventsModule } from './events/events.module.js';
import { OutboxMetrics } from './events/outbox-metrics.js';
import { DeliveryModule } from './notifications/delivery.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { IdempotencyRepository } from './platform/http/idempotency.repository.js';
import { IdempotencySweeper } from './platform/http/idempotency-sweeper.js';
import { RetentionModule } from './privacy/retention.module.js';
import { QueueModule } from './platform/queue/queue.module.js';

/** The process behind the API: takes events out of the outbox and sends what they say; ends holds. */
@Module({
  imports: [DatabaseModule, QueueModule, EventsModule, HoldsModule, RetentionModule],
  providers: [IdempotencyRepository, IdempotencySweeper, OutboxMetrics],
})
export class WorkerModule {
  static of(env: Env): DynamicModule {
    return { module: WorkerModule, imports: [EnvModule.of(env), DeliveryModule.of(env)] };
  }
}
