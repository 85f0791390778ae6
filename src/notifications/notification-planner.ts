import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Afterwards, type EventConsumer, EventRelay } from '../events/event-relay.js';
import type { RelayedEvent } from '../events/event-relay.repository.js';
import { EVENT_TYPES } from '../events/event-types.js';
import { Clock } from '../platform/clock.js';
import { OutboxHint } from '../platform/queue/outbox-hint.js';
import { addressOf, maskAddress, reasonNotToWrite } from './contact.js';
import { DeliveryRepository, type PlannedNotification } from './delivery.repository.js';
import { type Concerned, findConcerned } from './event-people.js';
import { isLeftToDigest } from './left-to-digest.js';
import { canWrite } from './message-writer.js';
import { faultsOf, MESSAGES_OF_EVENT, messagesOf, type MessageToSend } from './messages-of-event.js';

/** Decides who is told of an event: one row each, also for those who cannot be told, so that one can see why. */
@Injectable()
export class NotificationPlanner implements EventConsumer, OnModuleInit {
  readonly types = EVENT_TYPES.filter((type) => messagesOf(type).length > 0);

  constructor(
    private readonly relay: EventRelay,
    private readonly deliveries: DeliveryRepository,
    private readonly hint: OutboxHint,
    private readonly clock: Clock,
  ) {}

  /** @throws Error when something could happen that nobody would be told of */
  onModuleInit(): void {
    const faults = faultsOf(MESSAGES_OF_EVENT, EVENT_TYPES, canWrite);
    if (faults.length > 0) throw new Error(faults.join('\n'));
    this.relay.register(this);
  }

  async take(tx: EntityManager, event: RelayedEvent): Promise<Afterwards> {
    const messages = messagesOf(event.type).filter(({ onlyIf }) => onlyIf?.(event) ?? true);
    if (messages.length === 0) return () => undefined;
    const concerned = await findConcerned(tx, event.id);
    const now = this.clock.now();
    const planned = messages.flatMap((message) =>
      concerned
        .filter(({ audience }) => message.to.includes(audience))
        .flatMap((person) => plan(event, message, person, now)),
    );
    const queued = await this.deliveries.insert(tx, planned);
    return () => void this.hint.hintDeliveries(queued);
  }
}

function plan(
  event: RelayedEvent,
  { message, channels }: MessageToSend,
  person: Concerned,
  now: number,
): PlannedNotification[] {
  const inDigest = isLeftToDigest(event, message, person, now) ? 'in_digest' : null;
  return channels.map((channel) => {
    const address = addressOf(person, channel);
    return {
      id: uuidv7(),
      organization_id: event.organization_id,
      event_id: event.id,
      appointment_id: event.type.startsWith('appointment.') ? event.subject_id : null,
      event: message,
      recipient: person.recipient,
      recipient_id: person.recipient_id,
      channel,
      skip_reason: reasonNotToWrite(person, channel, message) ?? inDigest,
      address_hint: address === null ? null : maskAddress(address),
    };
  });
}
