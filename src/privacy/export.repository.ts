import { Injectable } from '@nestjs/common';
import sql, { empty, type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { type AppointmentRow, NAMED_COLUMNS, NAMES } from '../appointments/appointment.repository.js';
import type { Notification } from '../notifications/notification.repository.js';
import { firstRow, rows } from '../platform/database/database.js';

/** Rows a statement: what an export holds in memory at a time, however long somebody has been a patient. */
const BATCH = 500;

/** All that is held about a patient, in batches, by id: these are in the order of their making. */
@Injectable()
export class ExportRepository {
  /** Removed ones, too: they are only hidden. */
  appointments(tx: EntityManager, patientId: string): AsyncGenerator<AppointmentRow[]> {
    return inBatches((after) =>
      rows<AppointmentRow>(
        tx,
        sql`SELECT ${NAMED_COLUMNS} FROM appointment a ${NAMES}
            WHERE a.patient_id = ${patientId} ${afterId(sql`a.id`, after)} ORDER BY a.id LIMIT ${BATCH}`,
      ),
    );
  }

  appointmentIds(tx: EntityManager, patientId: string): AsyncGenerator<{ id: string }[]> {
    return inBatches((after) =>
      rows<{ id: string }>(
        tx,
        sql`SELECT id FROM appointment WHERE patient_id = ${patientId} ${afterId(sql`id`, after)} ORDER BY id LIMIT ${BATCH}`,
      ),
    );
  }

  /** Whether STOP was said from this number, to whichever gateway. */
  async hasStopped(tx: EntityManager, phoneNumber: string | null): Promise<boolean> {
    const statement = sql`SELECT 1 FROM sms_opt_out WHERE phone_number = ${phoneNumber}`;
    return (await firstRow(tx, statement)) !== null;
  }

  /** @param personIds the patient, and the user they sign in as */
  notifications(tx: EntityManager, personIds: readonly string[]): AsyncGenerator<Notification[]> {
    return inBatches((after) =>
      rows<Notification>(
        tx,
        sql`SELECT * FROM notification WHERE recipient_id = ANY (${personIds}::uuid[]) ${afterId(sql`id`, after)}
            ORDER BY id LIMIT ${BATCH}`,
      ),
    );
  }
}

function afterId(column: Sql, id: string | null): Sql {
  return id === null ? empty : sql`AND ${column} > ${id}::uuid`;
}

async function* inBatches<Row extends { id: string }>(
  load: (after: string | null) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let after: string | null = null; ;) {
    const batch: Row[] = await load(after);
    if (batch.length > 0) yield batch;
    if (batch.length < BATCH) return;
    after = batch.at(-1)!.id;
  }
}
