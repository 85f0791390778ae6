import { Injectable } from '@nestjs/common';
import sql, { join, raw } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { EVENT_SUBJECTS } from '../events/event-types.js';
import { rows } from '../platform/database/database.js';
import type { VisitHistory } from './visit-history.js';

/**
 * Visits of the past, which no service would book: written with their events. The triggers judge them like
 * any other: one that overlaps is refused.
 */
@Injectable()
export class VisitHistoryRepository {
  async nextNumbers(tx: EntityManager, organizationId: string, count: number): Promise<string[]> {
    const found = await rows<{ number: string }>(
      tx,
      sql`SELECT next_appointment_number(${organizationId}) AS number FROM generate_series(1, ${count}::integer)`,
    );
    return found.map(({ number }) => number);
  }

  async insert(tx: EntityManager, organizationId: string, histories: readonly VisitHistory[]): Promise<void> {
    const [first] = histories;
    if (!first) return;
    const columns = join(Object.keys(first.appointment).map((name) => raw(`"${name}"`)));
    const appointments = JSON.stringify(histories.map(({ appointment }) => appointment));
    await rows(
      tx,
      sql`INSERT INTO appointment (${columns})
          SELECT ${columns} FROM jsonb_populate_recordset(NULL::appointment, ${appointments}::jsonb)`,
    );
    await this.insertTopics(tx, organizationId, histories);
    await this.insertEvents(tx, organizationId, histories);
  }

  /** Takes what there is out of the outbox: nobody waits for news of a demo being loaded. */
  async settle(tx: EntityManager, organizationId: string): Promise<void> {
    await rows(
      tx,
      sql`UPDATE event SET relayed_at = clock_timestamp()
          WHERE organization_id = ${organizationId} AND relayed_at IS NULL`,
    );
  }

  private async insertTopics(
    tx: EntityManager,
    organizationId: string,
    histories: readonly VisitHistory[],
  ): Promise<void> {
    const links = histories.flatMap(({ appointment, topicIds }) =>
      topicIds.map((topic_id, index) => ({ appointment_id: appointment.id, topic_id, position: index + 1 })),
    );
    await rows(
      tx,
      sql`INSERT INTO appointment_topic (organization_id, appointment_id, topic_id, position)
          SELECT ${organizationId}, appointment_id, topic_id, position
          FROM jsonb_populate_recordset(NULL::appointment_topic, ${JSON.stringify(links)}::jsonb)`,
    );
  }

  /** As relayed: they are history, and nobody is written to about them. */
  private async insertEvents(
    tx: EntityManager,
    organizationId: string,
    histories: readonly VisitHistory[],
  ): Promise<void> {
    const events = histories
      .flatMap((history) => history.events)
      .map(({ actor, ...event }) => ({
        ...event,
        subject_type: EVENT_SUBJECTS[event.type],
        subject_id: event.after.id,
        actor_id: actor.user_id,
        actor_role: actor.role,
        details: { source: 'demo' },
        relayed_at: event.occurred_at,
      }));
    await rows(
      tx,
      sql`INSERT INTO event (id, organization_id, type, subject_type, subject_id, actor_id, actor_role, before, after,
                             details, occurred_at, relayed_at)
          SELECT id, ${organizationId}, type, subject_type, subject_id, actor_id, actor_role, before, after,
                 details, occurred_at, relayed_at
          FROM jsonb_populate_recordset(NULL::event, ${JSON.stringify(events)}::jsonb)`,
    );
  }
}
