import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { rows } from '../platform/database/database.js';
import { EVENT_SUBJECTS } from './event-types.js';

/** What nobody does and the clock brings about. A unique index each says what makes it the same happening. */
export type ClockEventType = 'appointment.reminder_due' | 'provider.digest_due';

export interface ClockEvent {
  organization_id: string;
  subject_id: string;
  details: object;
}

@Injectable()
export class ClockEvents {
  /** Appends those that are not there yet: each happens once, however many processes find that it is time. */
  async append(manager: EntityManager, type: ClockEventType, events: readonly ClockEvent[]): Promise<void> {
    if (events.length === 0) return;
    const named = events.map((event) => ({ ...event, id: uuidv7() }));
    await rows(
      manager,
      sql`INSERT INTO event (id, organization_id, type, subject_type, subject_id, details)
          SELECT id, organization_id, ${type}, ${EVENT_SUBJECTS[type]}, subject_id, details
          FROM jsonb_to_recordset(${JSON.stringify(named)}::jsonb)
            AS due (id uuid, organization_id uuid, subject_id uuid, details jsonb)
          ON CONFLICT DO NOTHING`,
    );
  }
}
