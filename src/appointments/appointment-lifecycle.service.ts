import { Injectable } from '@nestjs/common';
import sql, { raw } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../domain/errors.js';
import { assertCanGo, hasHoldExpired, mayTake, type Step, STEPS } from '../domain/lifecycle.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { EXCLUSION_VIOLATION, violates } from '../platform/database/pg-errors.js';
import { found } from '../platform/found.js';
import { assertVersion } from '../platform/http/params.js';
import { OutboxHint } from '../platform/queue/outbox-hint.js';
import type { Actor } from '../platform/security/actor.js';
import type { CancelAppointmentDto } from './appointment.dto.js';
import { scopeOf } from './appointment.filters.js';
import { type Appointment, AppointmentRepository } from './appointment.repository.js';

/** The steps of an appointment's life, each one row lock, one look at the state machine, one statement. */
@Injectable()
export class AppointmentLifecycle {
  constructor(
    private readonly database: Database,
    private readonly appointments: AppointmentRepository,
    private readonly clock: Clock,
    private readonly hint: OutboxHint,
  ) {}

  /** Any step but cancel. Confirming a hold makes it stay; patients confirm what is held for them. */
  async take(actor: Actor, id: string, step: Exclude<Step, 'cancel'>, version?: number): Promise<void> {
    const { to, stamp, event } = STEPS[step];
    const work = this.changing(actor, id, version, async (tx, current) => {
      assertCanGo(current.status, to);
      this.assertMayTake(actor, step, current);
      const columns = sql`status = ${to}, ${raw(stamp)} = now(), hold_expires_at = NULL`;
      return [await this.appointments.change(tx, id, columns, { type: event, actor, subject_id: id })];
    });
    // By the database's clock, which may be ahead of ours, the hold was over and somebody took the time.
    await work.catch((error: unknown) => {
      throw violates(error, EXCLUSION_VIOLATION) ? new DomainError('hold_expired') : error;
    });
  }

  private assertMayTake(
    actor: Actor,
    step: Step,
    { status, start_time, hold_expires_at }: Appointment,
  ): void {
    if (!mayTake(step, actor.role, status))
      throw new DomainError('forbidden', { detail: 'Patients confirm what is held for them only.' });
    const now = this.clock.now();
    if (hasHoldExpired(status, hold_expires_at?.getTime() ?? null, now))
      throw new DomainError('hold_expired');
    if (actor.role === 'patient' && start_time.getTime() <= now)
      throw new DomainError('too_late', { detail: 'Patients confirm before the appointment begins.' });
  }

  /** Frees the time at once. Patients cancel their own, before it begins. */
  cancel(actor: Actor, id: string, input: CancelAppointmentDto, version?: number): Promise<void> {
    return this.changing(actor, id, version, async (tx, current) => {
      assertCanGo(current.status, 'cancelled');
      if (actor.role === 'patient' && current.start_time.getTime() <= this.clock.now())
        throw new DomainError('too_late', { detail: 'Patients cancel before the appointment begins.' });
      return [await this.writeCancellation(tx, actor, id, input)];
    });
  }

  /** Cancels what is not cancelled yet, then hides it from every list; the record stays. */
  remove(actor: Actor, id: string, version?: number): Promise<void> {
    return this.changing(actor, id, version, async (tx, current) => {
      const events: string[] = [];
      if (current.status !== 'cancelled') {
        assertCanGo(current.status, 'cancelled');
        events.push(await this.writeCancellation(tx, actor, id, {}));
      }
      const event = { type: 'appointment.deleted', actor, subject_id: id } as const;
      events.push(await this.appointments.change(tx, id, sql`deleted_at = now()`, event));
      return events;
    });
  }

  private writeCancellation(
    tx: EntityManager,
    actor: Actor,
    id: string,
    input: CancelAppointmentDto,
  ): Promise<string> {
    const columns = sql`status = 'cancelled', cancelled_at = now(), cancelled_by = ${actor.role},
      cancellation_reason_code = ${input.reason_code ?? 'other'}, cancellation_reason_text = ${input.reason_text ?? null}`;
    return this.appointments.change(tx, id, columns, {
      type: 'appointment.cancelled',
      actor,
      subject_id: id,
    });
  }

  /** Locks the row, so that of two people acting at once the second one judges what the first one left. */
  private async changing(
    actor: Actor,
    id: string,
    version: number | undefined,
    work: (tx: EntityManager, current: Appointment) => Promise<string[]>,
  ): Promise<void> {
    const events = await this.database.transaction(async (tx) => {
      const current = found(await this.appointments.findByIdForUpdate(tx, scopeOf(actor), id));
      assertVersion(current.version, version);
      return work(tx, current);
    });
    this.database.afterCommit(() => events.forEach((event) => this.hint.hint(event)));
  }
}
