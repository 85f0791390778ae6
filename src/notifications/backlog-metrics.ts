import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { Database } from '../platform/database/database.js';
import { inTime } from '../platform/in-time.js';
import { OutboxHint } from '../platform/queue/outbox-hint.js';
import { type Backlog, DeliveryRepository } from './delivery.repository.js';
import { LANE_STATES } from './lane.js';
import { Lanes } from './lanes.js';
import { CHANNELS } from './message.js';

const PATIENCE_MS = 2_000;
/** Both figures of a scrape come from one question, and so do those of scrapers that come together. */
const FRESH_FOR_MS = 1_000;

/**
 * What waits: in the tables (all workers' together), in Redis, and whether this worker's gateways answer. Asked for
 * at each scrape; what cannot be known then is absent.
 */
@Injectable()
export class BacklogMetrics {
  private asked: { at: number; answer: Promise<Backlog[] | null> } | null = null;

  constructor(
    private readonly registry: Registry,
    private readonly database: Database,
    private readonly deliveries: DeliveryRepository,
    private readonly lanes: Lanes,
    private readonly hint: OutboxHint,
  ) {
    this.gauge('kept_notifications_queued', 'Notifications that wait to be sent.', ['channel'], (gauge) =>
      this.eachChannel(gauge, ({ queued }) => queued),
    );
    this.gauge(
      'kept_notification_overdue_seconds',
      'How long the notification that has been due the longest has waited for somebody to send it.',
      ['channel'],
      (gauge) => this.eachChannel(gauge, ({ overdue_seconds }) => overdue_seconds),
    );
    this.gauge('kept_queue_jobs', 'Jobs in Redis, by queue and state.', ['queue', 'state'], (gauge) =>
      this.jobs(gauge),
    );
    this.gauge(
      'kept_gateway_circuit',
      '1 for the state that the channel’s circuit is in, in this worker: open means that its gateway does not answer.',
      ['channel', 'state'],
      (gauge) => Promise.resolve(this.circuits(gauge)),
    );
  }

  private gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    ask: (gauge: Gauge<Label>) => Promise<void>,
  ): void {
    const gauge: Gauge<Label> = new Gauge<Label>({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect: async () => {
        gauge.reset();
        await ask(gauge);
      },
    });
  }

  private async eachChannel(gauge: Gauge<'channel'>, figure: (of: Backlog) => number): Promise<void> {
    for (const backlog of (await this.backlog()) ?? [])
      gauge.set({ channel: backlog.channel }, figure(backlog));
  }

  private backlog(): Promise<Backlog[] | null> {
    const now = Date.now();
    if (this.asked === null || now - this.asked.at > FRESH_FOR_MS) {
      const answer = inTime(this.deliveries.findBacklog(this.database.manager), PATIENCE_MS);
      this.asked = { at: now, answer };
    }
    return this.asked.answer;
  }

  private async jobs(gauge: Gauge<'queue' | 'state'>): Promise<void> {
    const counts = (await inTime(this.hint.countJobs(), PATIENCE_MS)) ?? [];
    for (const { queue, state, jobs } of counts) gauge.set({ queue, state }, jobs);
  }

  private circuits(gauge: Gauge<'channel' | 'state'>): void {
    for (const channel of CHANNELS)
      for (const state of LANE_STATES)
        gauge.set({ channel, state }, this.lanes.of(channel).state === state ? 1 : 0);
  }
}
