import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import { SendFailure } from './channels/send-failure.js';
import type { Channel } from './message.js';

/** Seconds. From a mail server next door to one that is given up on. */
const BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40];

/** What this worker's sending comes to. */
@Injectable()
export class SendingMetrics {
  private readonly attempts: Histogram<'channel' | 'gateway' | 'outcome'>;
  private readonly notifications: Counter<'channel' | 'status'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.attempts = new Histogram({
      name: 'kept_notification_send_seconds',
      help: 'Attempts to hand a message to its gateway, how long they took, and what came of them: sent, or the kind of failure.',
      labelNames: ['channel', 'gateway', 'outcome'],
      buckets: BUCKETS,
      registers,
    });
    this.notifications = new Counter({
      name: 'kept_notifications_total',
      help: 'Notifications that this worker brought to an end, by status.',
      labelNames: ['channel', 'status'],
      registers,
    });
  }

  /** Times one attempt. */
  async attempt<T>(channel: Channel, gateway: string, ask: () => Promise<T>): Promise<T> {
    const end = this.attempts.startTimer({ channel, gateway });
    try {
      const answer = await ask();
      end({ outcome: 'sent' });
      return answer;
    } catch (error) {
      end({ outcome: error instanceof SendFailure ? error.kind : 'error' });
      throw error;
    }
  }

  ended(channel: Channel, status: 'sent' | 'failed' | 'skipped'): void {
    this.notifications.inc({ channel, status });
  }
}
