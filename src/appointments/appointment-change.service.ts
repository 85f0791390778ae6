import { Injectable } from '@nestjs/common';
import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../domain/errors.js';
import { instantOf } from '../domain/instant.js';
import { assertMovable, hasHoldExpired } from '../domain/lifecycle.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { found } from '../platform/found.js';
import { assertVersion } from '../platform/http/params.js';
import { OutboxHint } from '../platform/queue/outbox-hint.js';
import type { Actor } from '../platform/security/actor.js';
import type { RescheduleAppointmentDto, UpdateAppointmentDto } from './appointment.dto.js';
import { scopeOf } from './appointment.filters.js';
import { type Appointment, AppointmentRepository } from './appointment.repository.js';
import { BookingDesk } from './booking-desk.js';
import type { WantedVisit } from './booking-judge.js';
import { assertMayEdit, plainColumnsOf } from './edit-rights.js';
import { type Move, moveOf, movedAppointment } from './move.js';
import { SlotIds } from './slot-id.js';
import { filledIn } from './slot-request.js';

/** What an edit comes to: columns to set, and the move among them if there is one. */
interface Change {
  columns: Sql[];
  isMoved: boolean;
  topicIds?: readonly string[];
  details: object;
}

/** A move that somebody asks for, and why they set rules aside. */
interface AskedMove {
  move: Move;
  override_reason?: string;
}

/** Notes down what a move wants to occupy, so that a refusal of the database can say who is in the way. */
type Remember = (wanted: WantedVisit) => void;

/** Edits and moves. A move is judged like a booking and, where it is refused, changes nothing. */
@Injectable()
export class AppointmentChange {
  constructor(
    private readonly database: Database,
    private readonly appointments: AppointmentRepository,
    private readonly desk: BookingDesk,
    private readonly slots: SlotIds,
    private readonly clock: Clock,
    private readonly hint: OutboxHint,
  ) {}

  async reschedule(
    actor: Actor,
    id: string,
    input: RescheduleAppointmentDto,
    version?: number,
  ): Promise<void> {
    const { reason, override_reason, slot_id, ...asked } = input;
    const slot = slot_id === undefined ? null : this.slots.read(actor.organization_id, slot_id);
    // The visit is for what it was for: the topics of the slot only said how long it is.
    const move: Move = { ...filledIn(asked, slot), topic_ids: undefined };
    return this.changing(actor, id, version, async (tx, current, remember) => {
      if (actor.role === 'patient' && current.start_time.getTime() <= this.clock.now())
        throw new DomainError('too_late', { detail: 'Patients move an appointment before it begins.' });
      const change = await this.move(tx, actor, current, { move, override_reason }, remember);
      return { ...change, details: { ...change.details, ...(reason && { reason }) } };
    });
  }

  edit(actor: Actor, id: string, input: UpdateAppointmentDto, version?: number): Promise<void> {
    return this.changing(actor, id, version, async (tx, current, remember) => {
      assertMayEdit(actor, current, input, this.clock.now());
      const topicIds = input.topic_ids === undefined ? [] : await this.appointments.topicIdsOf(tx, id);
      const move = moveOf(input, current, topicIds);
      const moved = move
        ? await this.move(tx, actor, current, { move, override_reason: input.override_reason }, remember)
        : { columns: [], isMoved: false, details: {} };
      return { ...moved, columns: [...moved.columns, ...plainColumnsOf(input)] };
    });
  }

  private async move(
    tx: EntityManager,
    actor: Actor,
    current: Appointment,
    { move, override_reason }: AskedMove,
    remember: Remember,
  ): Promise<Change> {
    this.assertCanMove(current);
    if (actor.role === 'provider' && (move.provider_id ?? actor.provider_id) !== actor.provider_id)
      throw new DomainError('forbidden', { detail: 'Providers keep their own appointments.' });
    const topicIds = move.topic_ids ?? (await this.appointments.topicIdsOf(tx, current.id));
    const ids = {
      organization_id: current.organization_id,
      patient_id: current.patient_id,
      patient_uhid: null,
      provider_id: move.provider_id ?? current.provider_id,
      facility_id: move.facility_id === undefined ? current.facility_id : move.facility_id,
      topic_ids: topicIds,
    };
    const start = move.start_time === undefined ? current.start_time.getTime() : instantOf(move.start_time);
    const known = await this.desk.look(tx, ids, start);
    const target = movedAppointment(current, move, known, this.clock.now());
    const { organization_id } = current;
    const wanted = {
      resources: { organization_id, ...target.columns },
      span: target.span,
      except: current.id,
    };
    remember(wanted);
    const ask = { actor, override_reason, unchanged: target.unchanged };
    const details = await this.desk.assertAllowed(tx, known, wanted, ask);
    const columns = Object.entries({ ...target.columns }).map(
      ([name, value]) => sql`${raw(name)} = ${value}`,
    );
    const isMoved = target.isElsewhere;
    return {
      columns: isMoved ? [...columns, sql`rescheduled_at = now()`] : columns,
      isMoved,
      topicIds: move.topic_ids,
      details,
    };
  }

  private assertCanMove({ status, hold_expires_at }: Appointment): void {
    assertMovable(status);
    if (hasHoldExpired(status, hold_expires_at?.getTime() ?? null, this.clock.now()))
      throw new DomainError('hold_expired');
  }

  private async changing(
    actor: Actor,
    id: string,
    version: number | undefined,
    plan: (tx: EntityManager, current: Appointment, remember: Remember) => Promise<Change>,
  ): Promise<void> {
    let wanted: WantedVisit | undefined;
    const work = (): Promise<string | null> =>
      this.database.transaction(async (tx) => {
        const current = found(await this.appointments.findByIdForUpdate(tx, scopeOf(actor), id));
        assertVersion(current.version, version);
        return this.write(tx, actor, id, await plan(tx, current, (asked) => (wanted = asked)));
      });
    const event = await this.desk.occupying(() => found(wanted), work);
    if (event !== null) this.database.afterCommit(() => this.hint.hint(event));
  }

  /** Nothing given is nothing changed: no event, no new version. */
  private async write(tx: EntityManager, actor: Actor, id: string, change: Change): Promise<string | null> {
    if (change.columns.length === 0) return null;
    const topics = change.topicIds && (await this.replaceTopics(tx, id, change.topicIds));
    const type = change.isMoved ? 'appointment.rescheduled' : 'appointment.updated';
    const event = { type, actor, subject_id: id, details: { ...change.details, ...topics } } as const;
    return this.appointments.change(tx, id, join(change.columns), event);
  }

  /** The topics are no columns, so the event says apart what they were. */
  private async replaceTopics(tx: EntityManager, id: string, after: readonly string[]): Promise<object> {
    const before = await this.appointments.topicIdsOf(tx, id);
    await this.appointments.replaceTopics(tx, id, after);
    return { topic_ids: { before, after } };
  }
}
