import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { askedGauge } from '../platform/metrics/asked-gauge.js';
import { EventRelay } from './event-relay.js';

/** How far the worker is behind with deciding what events are to cause. */
@Injectable()
export class OutboxMetrics {
  constructor(registry: Registry, relay: EventRelay) {
    const name = 'kept_outbox_lag_seconds';
    const help = 'Age of the oldest event that was not yet turned into messages; 0 when there is none.';
    askedGauge(registry, { name, help }, () => relay.lagSeconds());
  }
}
