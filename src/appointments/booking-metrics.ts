import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { DomainError } from '../domain/errors.js';

/** How many visits were booked, and how often somebody came second. */
@Injectable()
export class BookingMetrics {
  private readonly bookings: Counter;
  private readonly conflicts: Counter<'resource'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.bookings = new Counter({
      name: 'kept_bookings_total',
      help: 'Visits and holds that were booked.',
      registers,
    });
    this.conflicts = new Counter({
      name: 'kept_booking_conflicts_total',
      help: 'Bookings and moves refused because a resource was taken, by resource.',
      labelNames: ['resource'],
      registers,
    });
  }

  booked(): void {
    this.bookings.inc();
  }

  /** Counts what the law refused; other errors are not its business. */
  refused(error: unknown): void {
    if (!(error instanceof DomainError) || error.code !== 'booking_conflict') return;
    for (const resource of Object.keys(error.details.errors ?? {})) this.conflicts.inc({ resource });
  }
}
