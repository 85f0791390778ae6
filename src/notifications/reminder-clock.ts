import { Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { dueReminder } from '../domain/reminders.js';
import { ClockEvents } from '../events/clock-events.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { SteadyLoop } from '../platform/queue/steady-loop.js';
import { type ComingUp, ReminderRepository } from './reminder.repository.js';

const PAUSE_MS = 30_000;
const BATCH = 500;

/**
 * Finds, about twice a minute, the visits whose people are to be reminded. Nothing waits in a queue for its
 * time: what was called off is not found, what was moved is found at its new time, and a worker that was
 * down finds what still makes sense. However many workers find it, each reminder happens once.
 */
@Injectable()
export class ReminderClock implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new SteadyLoop('reminders', () => this.round(), PAUSE_MS);
  private after: ComingUp | null = null;

  constructor(
    private readonly database: Database,
    private readonly reminders: ReminderRepository,
    private readonly events: ClockEvents,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** One batch. @returns whether there may be more */
  async round(): Promise<boolean> {
    const { manager } = this.database;
    const now = this.clock.now();
    const visits = await this.reminders.findComingUp(manager, now, this.after, BATCH);
    await this.events.append(
      manager,
      'appointment.reminder_due',
      visits.flatMap((visit) => remindersOf(visit, now)),
    );
    this.after = visits.length === BATCH ? (visits.at(-1) ?? null) : null;
    return this.after !== null;
  }
}

function remindersOf(
  { id, organization_id, start_time, told_at, last_minutes, ...visit }: ComingUp,
  now: number,
) {
  const start = start_time.getTime();
  const minutes_before = dueReminder({ ...visit, start, told: told_at.getTime() }, now);
  if (minutes_before === null || (last_minutes !== null && last_minutes <= minutes_before)) return [];
  const details = { minutes_before, start_time: start_time.toISOString() };
  return [{ organization_id, subject_id: id, details }];
}
