import { Injectable } from '@nestjs/common';
import { toAppointmentView } from '../appointments/appointment.view.js';
import { formatInstant } from '../domain/instant.js';
import { EventLog } from '../events/event-log.js';
import { EventRepository } from '../events/event.repository.js';
import { UserService } from '../identity/user.service.js';
import { toNotificationView } from '../notifications/notification.view.js';
import { PatientService } from '../patients/patient.service.js';
import type { PatientView } from '../patients/patient.view.js';
import { Database } from '../platform/database/database.js';
import type { Actor } from '../platform/security/actor.js';
import { ExportRepository } from './export.repository.js';
import { toExportedEvent } from './export.view.js';

type Batches<Row> = AsyncIterable<readonly Row[]>;

/** Everything that is held about a patient, as one JSON text that is written while it is read. */
@Injectable()
export class ExportService {
  constructor(
    private readonly database: Database,
    private readonly patients: PatientService,
    private readonly users: UserService,
    private readonly stored: ExportRepository,
    private readonly history: EventRepository,
    private readonly events: EventLog,
  ) {}

  /**
   * Writes down that it was exported, then hands out the text piece by piece. Who may see the patient is asked before.
   * Patients get what is shown to them anywhere, admins all of it.
   */
  async export(actor: Actor, id: string): Promise<AsyncIterable<string>> {
    const patient = await this.patients.get(actor, id);
    const user = patient.user_id === null ? null : await this.users.get(actor, patient.user_id);
    await this.database.transaction((tx) =>
      this.events.append(tx, { type: 'patient.exported', actor, subject_id: id }),
    );
    return this.write(actor, patient, user);
  }

  private async *write(actor: Actor, patient: PatientView, user: object | null): AsyncGenerator<string> {
    const { manager } = this.database;
    const now = Date.now();
    const personIds = [patient.id, ...(patient.user_id === null ? [] : [patient.user_id])];
    yield `{"exported_at":"${formatInstant(now)}","patient":${JSON.stringify(patient)},"user":${JSON.stringify(user)}`;
    yield `,"text_messages_stopped":${await this.stored.hasStopped(manager, patient.phone_number)}`;
    yield* list('appointments', this.stored.appointments(manager, patient.id), (row) =>
      toAppointmentView(row, actor, now),
    );
    yield* list('notifications', this.stored.notifications(manager, personIds), toNotificationView);
    yield* list('events', this.happenings(actor, patient.id, personIds), (row) =>
      toExportedEvent(row, actor.role === 'admin'),
    );
    yield '}';
  }

  private async *happenings(actor: Actor, patientId: string, personIds: readonly string[]) {
    const { manager } = this.database;
    for (const id of personIds) {
      for (let cursor: string | undefined; ;) {
        const page = await this.history.historyOf(manager, actor.organization_id, id, {
          page_size: 500,
          cursor,
        });
        yield page.results;
        if (page.next === null) break;
        cursor = page.next;
      }
    }
    for await (const visits of this.stored.appointmentIds(manager, patientId)) {
      const ids = visits.map(({ id }) => id);
      yield await this.history.ofSubjects(manager, actor.organization_id, ids);
    }
  }
}

/** A member of the object whose value is a list. */
async function* list<Row>(
  name: string,
  batches: Batches<Row>,
  toView: (row: Row) => object,
): AsyncGenerator<string> {
  yield `,"${name}":[`;
  let isFirst = true;
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    const text = batch.map((row) => JSON.stringify(toView(row))).join(',');
    yield isFirst ? text : `,${text}`;
    isFirst = false;
  }
  yield ']';
}
