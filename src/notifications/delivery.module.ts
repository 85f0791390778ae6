import { BullModule } from '@nestjs/bull';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Env } from '../config/env.js';
import { ENV } from '../config/env.module.js';
import { makeLogger } from '../platform/logging/logger.js';
import { consumerOptions, QUEUES } from '../platform/queue/queue.js';
import { SmsReceiptRepository } from './callbacks/sms-receipt.repository.js';
import { SmsReceiptSweep } from './callbacks/sms-receipt-sweep.js';
import { BacklogMetrics } from './backlog-metrics.js';
import { EmailChannel } from './channels/email.channel.js';
import { makeSmsGateway } from './channels/sms-gateway.factory.js';
import { SMS_GATEWAY } from './channels/sms-gateway.js';
import { DeliveryRepository } from './delivery.repository.js';
import { DigestClock } from './digest-clock.js';
import { DigestRepository } from './digest.repository.js';
import { Delivery } from './delivery.service.js';
import { Lanes } from './lanes.js';
import { MessageWriter } from './message-writer.js';
import { NotificationPlanner } from './notification-planner.js';
import { OutboxProcessor } from './outbox.processor.js';
import { OutboxSweep } from './outbox-sweep.js';
import { PaceRepository } from './pace.repository.js';
import { PersonCap } from './person-cap.js';
import { ReminderClock } from './reminder-clock.js';
import { ReminderRepository } from './reminder.repository.js';
import { ResetLinks } from './reset-links.js';
import { SendingMetrics } from './sending-metrics.js';
import { UnsubscribeLinks } from './unsubscribe-links.js';

/** The worker's side of notifications: plans, writes and sends. Takes jobs only where there is a Redis. */
@Module({
  providers: [
    NotificationPlanner,
    DeliveryRepository,
    Delivery,
    Lanes,
    PaceRepository,
    PersonCap,
    SendingMetrics,
    BacklogMetrics,
    MessageWriter,
    ResetLinks,
    UnsubscribeLinks,
    EmailChannel,
    OutboxSweep,
    ReminderClock,
    ReminderRepository,
    DigestClock,
    DigestRepository,
    SmsReceiptRepository,
    SmsReceiptSweep,
    { provide: SMS_GATEWAY, inject: [ENV], useFactory: (env: Env) => makeSmsGateway(env, makeLogger(env)) },
  ],
})
export class DeliveryModule {
  static of(env: Env): DynamicModule {
    if (env.redisUrl === null) return { module: DeliveryModule };
    const options = consumerOptions(env.redisUrl);
    const queues = BullModule.registerQueue(...QUEUES.map((name) => ({ name, ...options })));
    return { module: DeliveryModule, imports: [queues], providers: [OutboxProcessor] };
  }
}
