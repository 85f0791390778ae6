import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Afterwards, type EventConsumer, EventRelay } from '../events/event-relay.js';
import type { RelayedEvent } from '../events/event-relay.repository.js';
import { EVENT_TYPES } from '../events/event-types.js';
import { OutboxHint } from '../platform/queue/outbox-hint.js';
import { addressOf, type ContactOf, maskAddress, reasonNotToWrite } from './contact.js';
import { DeliveryRepository, type PlannedNotification } from './delivery.repository.js';
import { messagesOf, type MessagesOfEvent } from './messages-of-event.js';
import { findContacts } from './message-facts.js';

/** Decides who is told of an event: one row each, also for those who cannot be told, so that one can see why. */
@Injectable()
export class NotificationPlanner implements EventConsumer, OnModuleInit {
  readonly types = EVENT_TYPES.filter((type) => messagesOf(type) !== null);

  constructor(
    private readonly relay: EventRelay,
    private readonly deliveries: DeliveryRepository,
    private readonly hint: OutboxHint,
  ) {}

  onModuleInit(): void {
    this.relay.register(this);
  }

  async take(tx: EntityManager, event: RelayedEvent): Promise<Afterwards> {
    const messages = messagesOf(event.type);
    if (!messages || event.subject_id === null) return () => undefined;
    const contacts = await findContacts(tx, messages.recipients, event.subject_id);
    const planned = contacts.flatMap((contact) => plan(event, messages, contact));
    const queued = await this.deliveries.insert(tx, planned);
    return () => void this.hint.hintDeliveries(queued);
  }
}

function plan(event: RelayedEvent, messages: MessagesOfEvent, contact: ContactOf): PlannedNotification[] {
  return messages.channels.map((channel) => {
    const address = addressOf(contact, channel);
    return {
      id: uuidv7(),
      organization_id: event.organization_id,
      event_id: event.id,
      appointment_id: event.type.startsWith('appointment.') ? event.subject_id : null,
      event: messages.message,
      recipient: contact.recipient,
      recipient_id: contact.recipient_id,
      channel,
      skip_reason: reasonNotToWrite(contact, channel, messages.message),
      address_hint: address === null ? null : maskAddress(address),
    };
  });
}
