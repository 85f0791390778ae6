import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { DomainError } from '../domain/errors.js';
import { assertCanGo } from '../domain/lifecycle.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { found } from '../platform/found.js';
import { assertVersion } from '../platform/http/params.js';
import type { Page } from '../platform/http/views.js';
import { OutboxHint } from '../platform/queue/outbox-hint.js';
import type { Actor } from '../platform/security/actor.js';
import type { AppointmentQuery, CancelAppointmentDto } from './appointment.dto.js';
import { scopeOf } from './appointment.filters.js';
import { AppointmentRepository } from './appointment.repository.js';
import {
  type AppointmentDetailView,
  type AppointmentView,
  toAppointmentView,
  toSentNotificationView,
} from './appointment.view.js';

/** Reading appointments, and what may happen to one after it was booked. */
@Injectable()
export class AppointmentService {
  constructor(
    private readonly database: Database,
    private readonly appointments: AppointmentRepository,
    private readonly clock: Clock,
    private readonly hint: OutboxHint,
  ) {}

  async list(actor: Actor, query: AppointmentQuery): Promise<Page<AppointmentView>> {
    const page = await this.appointments.list(this.database.manager, scopeOf(actor), query);
    const now = this.clock.now();
    return page.map((row) => toAppointmentView(row, actor, now));
  }

  async get(actor: Actor, id: string): Promise<AppointmentDetailView> {
    const { manager } = this.database;
    const row = found(await this.appointments.findById(manager, scopeOf(actor), id));
    const sent = await this.appointments.notificationsOf(manager, id);
    return { ...toAppointmentView(row, actor, this.clock.now()), notifications_sent: sent.map(toSentNotificationView) };
  }

  async cancel(actor: Actor, id: string, input: CancelAppointmentDto, version?: number): Promise<AppointmentDetailView> {
    const eventId = await this.database.transaction(async (tx) => {
      const current = found(await this.appointments.findByIdForUpdate(tx, scopeOf(actor), id));
      assertVersion(current.version, version);
      assertCanGo(current.status, 'cancelled');
      if (actor.role === 'patient' && current.start_time.getTime() <= this.clock.now())
        throw new DomainError('too_late', { detail: 'Patients cancel before the appointment begins.' });
      const columns = sql`status = 'cancelled', cancelled_at = now(), cancelled_by = ${actor.role},
        cancellation_reason_code = ${input.reason_code ?? 'other'}, cancellation_reason_text = ${input.reason_text ?? null}`;
      return this.appointments.change(tx, id, columns, { type: 'appointment.cancelled', actor, subject_id: id });
    });
    this.database.afterCommit(() => this.hint.hint(eventId));
    return this.get(actor, id);
  }
}
