import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { rows } from '../platform/database/database.js';
import type { Provider } from './provider.entity.js';

/** A span of a provider's weekly hours; a `WeeklyHours` of the domain. */
export interface WorkingHours {
  facility_id: string;
  weekday: number;
  start: string;
  end: string;
  valid_from: string | null;
  valid_until: string | null;
}

/** Every query on `working_hours`. */
@Injectable()
export class WorkingHoursRepository {
  find(tx: EntityManager, providerId: string): Promise<WorkingHours[]> {
    return rows<WorkingHours>(
      tx,
      sql`SELECT facility_id, weekday, start_clock AS start, end_clock AS "end", valid_from, valid_until
          FROM working_hours WHERE provider_id = ${providerId}
          ORDER BY weekday, start_clock, facility_id, valid_from NULLS FIRST, id`,
    );
  }

  async replace(tx: EntityManager, provider: Provider, hours: readonly WorkingHours[]): Promise<void> {
    const made = hours.map((span) => ({ id: uuidv7(), ...span }));
    await rows(tx, sql`DELETE FROM working_hours WHERE provider_id = ${provider.id}`);
    await rows(
      tx,
      sql`INSERT INTO working_hours (id, organization_id, provider_id, facility_id, weekday, start_clock, end_clock, valid_from, valid_until)
          SELECT id, ${provider.organization_id}::uuid, ${provider.id}::uuid, facility_id, weekday, start, "end", valid_from, valid_until
          FROM jsonb_to_recordset(${JSON.stringify(made)}::jsonb)
            AS made (id uuid, facility_id uuid, weekday smallint, start text, "end" text, valid_from date, valid_until date)`,
    );
  }
}
