import { Global, Module } from '@nestjs/common';
import { AccessLog } from './access-log.js';
import { ActivityController } from './activity.controller.js';
import { ClockEvents } from './clock-events.js';
import { EventLog } from './event-log.js';
import { EventRelay } from './event-relay.js';
import { EventRelayRepository } from './event-relay.repository.js';
import { EventRepository } from './event.repository.js';

@Global()
@Module({
  controllers: [ActivityController],
  providers: [EventLog, EventRelay, EventRelayRepository, EventRepository, ClockEvents, AccessLog],
  exports: [EventLog, EventRelay, EventRepository, ClockEvents, AccessLog],
})
export class EventsModule {}
