import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { allowedActions } from '../domain/lifecycle.js';
import { AccessLog } from '../events/access-log.js';
import { EventRepository } from '../events/event.repository.js';
import { type EventView, toEventView } from '../events/event.view.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { found } from '../platform/found.js';
import type { PageQuery } from '../platform/http/page-query.js';
import type { Page } from '../platform/http/views.js';
import type { Actor } from '../platform/security/actor.js';
import type { AppointmentQuery } from './appointment.dto.js';
import { AppointmentDetails } from './appointment-details.js';
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
    private readonly details: AppointmentDetails,
    private readonly events: EventRepository,
    private readonly access: AccessLog,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, query: AppointmentQuery): Promise<Page<AppointmentView>> {
    const page = await this.database.reading((reader) =>
      this.appointments.list(reader, scopeOf(actor), query),
    );
    this.access.read(
      actor,
      page.results.map((row) => row.patient_id),
      'listAppointments',
    );
    const now = this.clock.now();
    return page.map((row) => toAppointmentView(row, actor, now));
  }

  async history(actor: Actor, id: string, query: PageQuery): Promise<Page<EventView>> {
    const { manager } = this.database;
    const { patient_id } = found(await this.appointments.findById(manager, scopeOf(actor), id));
    this.access.read(actor, [patient_id], 'listAppointmentHistory');
    const page = await this.events.historyOf(manager, actor.organization_id, id, query);
    return page.map(toEventView);
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
    const row = found(await this.details.find(scopeOf(actor), id));
    this.access.read(actor, [row.patient_id], 'getAppointment');
    const now = this.clock.now();
    return {
      ...toAppointmentView(row, actor, now),
      notifications_sent: row.notifications.map(toSentNotificationView),
      allowed_actions: allowedActions(
        row.status,
        actor.role,
        row.start_time.getTime(),
        now,
        row.hold_expires_at?.getTime() ?? null,
      ),
    };
  }
}
