import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { allowedActions } from '../domain/lifecycle.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { found } from '../platform/found.js';
import type { Page } from '../platform/http/views.js';
import type { Actor } from '../platform/security/actor.js';
import type { AppointmentQuery } from './appointment.dto.js';
import { scopeOf } from './appointment.filters.js';
import { AppointmentRepository } from './appointment.repository.js';
import {
  type AppointmentDetailView,
  type AppointmentView,
  toAppointmentView,
  toSentNotificationView,
} from './appointment.view.js';

/** Reading appointments. */
@Injectable()
export class AppointmentService {
  constructor(
    private readonly database: Database,
    private readonly appointments: AppointmentRepository,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, query: AppointmentQuery): Promise<Page<AppointmentView>> {
    const page = await this.appointments.list(this.database.manager, scopeOf(actor), query);
    const now = this.clock.now();
    return page.map((row) => toAppointmentView(row, actor, now));
  }

  /** By the patient's id or UHID. */
  listOfPatient(actor: Actor, patient: string, query: AppointmentQuery): Promise<Page<AppointmentView>> {
    const named = isUuid(patient) ? { patient_id: patient } : { patient_uhid: patient };
    return this.list(actor, { ...query, ...named });
  }

  /** The appointment as it is once `change` is done. */
  async after(actor: Actor, id: string, change: Promise<void>): Promise<AppointmentDetailView> {
    await change;
    return this.get(actor, id);
  }

  async get(actor: Actor, id: string): Promise<AppointmentDetailView> {
    const { manager } = this.database;
    const row = found(await this.appointments.findById(manager, scopeOf(actor), id));
    const sent = await this.appointments.notificationsOf(manager, id);
    const now = this.clock.now();
    return {
      ...toAppointmentView(row, actor, now),
      notifications_sent: sent.map(toSentNotificationView),
      allowed_actions: allowedActions(row.status, actor.role, row.start_time.getTime(), now),
    };
  }
}
