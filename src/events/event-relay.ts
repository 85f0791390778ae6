import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../platform/database/database.js';
import { inSpan } from '../platform/tracing/tracing.js';
import { EventRelayRepository, type RelayedEvent } from './event-relay.repository.js';
import { EVENT_TYPES, type EventType } from './event-types.js';

/** To be done once the transaction is committed; must not throw. */
export type Afterwards = () => void;

/** A feature that makes something of events: messages now, webhooks later. */
export interface EventConsumer {
  readonly types: readonly EventType[];
  /** Writes down what is to be done about the event, in the transaction that takes it out of the outbox. */
  take(tx: EntityManager, event: RelayedEvent): Promise<Afterwards>;
}

const BATCH = 100;

/**
 * Takes events out of the outbox, each once: what its consumers write and the mark on the event are one
 * transaction, and a row that another worker is busy with is skipped.
 */
@Injectable()
export class EventRelay {
  private readonly consumers: EventConsumer[] = [];

  constructor(
    private readonly database: Database,
    private readonly events: EventRelayRepository,
  ) {}

  register(consumer: EventConsumer): void {
    this.consumers.push(consumer);
  }

  /** Relays one event; nothing happens when it was relayed already, or is being relayed. */
  relay(eventId: string): Promise<void> {
    return inSpan('relay', { 'kept.event_id': eventId }, () => this.relayOne(eventId));
  }

  private async relayOne(eventId: string): Promise<void> {
    const afterwards = await this.database.transaction(async (tx) => {
      const event = await this.events.claim(tx, eventId);
      return event ? this.handOver(tx, event) : [];
    });
    for (const act of afterwards) act();
  }

  /**
   * Relays what nobody hinted at, oldest first. One that fails does not stop the others: it stays, and
   * the first error is thrown at the end.
   * @returns whether there may be more
   */
  async relayWaiting(olderThanMs: number): Promise<boolean> {
    const wanted = EVENT_TYPES.filter((type) => this.consumersOf(type).length > 0);
    await this.events.settle(
      this.database.manager,
      EVENT_TYPES.filter((type) => !wanted.includes(type)),
    );
    const ids = await this.events.findWaiting(this.database.manager, wanted, olderThanMs, BATCH);
    const errors: unknown[] = [];
    for (const id of ids) await this.relay(id).catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
    return ids.length === BATCH;
  }

  /** How long the oldest event has been waiting that somebody here makes something of; 0: none waits. */
  lagSeconds(): Promise<number> {
    const wanted = EVENT_TYPES.filter((type) => this.consumersOf(type).length > 0);
    return this.events.oldestWaiting(this.database.manager, wanted);
  }

  private async handOver(tx: EntityManager, event: RelayedEvent): Promise<Afterwards[]> {
    const afterwards: Afterwards[] = [];
    for (const consumer of this.consumersOf(event.type)) afterwards.push(await consumer.take(tx, event));
    return afterwards;
  }

  private consumersOf(type: EventType): EventConsumer[] {
    return this.consumers.filter((consumer) => consumer.types.includes(type));
  }
}
