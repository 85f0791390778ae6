import { v7 as uuidv7 } from 'uuid';
import type { World } from './world.js';

type Clock = readonly [start: string, end: string];

/** Hours, absences and settings straight into the tables: what a search and a judge find there. */
export class Hours {
  constructor(private readonly world: World) {}

  /** The same spans on each of the weekdays; Monday is 1. */
  async weekly(provider: string, facility: string, weekdays: number[], ...spans: Clock[]): Promise<void> {
    for (const weekday of weekdays)
      for (const [start, end] of spans)
        await this.run(
          `INSERT INTO working_hours (id, organization_id, provider_id, facility_id, weekday, start_clock, end_clock)
           VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          [uuidv7(), this.world.organizationId, provider, facility, weekday, start, end],
        );
  }

  /** Other spans on one date, or none. */
  async override(provider: string, facility: string, date: string, ...spans: Clock[]): Promise<void> {
    const json = JSON.stringify(spans.map(([start, end]) => ({ start, end })));
    await this.run(
      `INSERT INTO working_hours_override (id, organization_id, provider_id, facility_id, date, spans)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [uuidv7(), this.world.organizationId, provider, facility, date, json],
    );
  }

  async timeOff(provider: string, start: string, end: string): Promise<void> {
    await this.run(
      `INSERT INTO time_off (id, organization_id, provider_id, start_time, end_time, reason)
       VALUES ($1, $2, $3, $4, $5, 'Private matters')`,
      [uuidv7(), this.world.organizationId, provider, start, end],
    );
  }

  async closure(facility: string, start: string, end: string): Promise<void> {
    await this.run(
      `INSERT INTO facility_closure (id, organization_id, facility_id, start_time, end_time)
       VALUES ($1, $2, $3, $4, $5)`,
      [uuidv7(), this.world.organizationId, facility, start, end],
    );
  }

  /** Settings of a provider, a facility or the organization itself. */
  async settings(table: 'provider' | 'facility' | 'organization', id: string, values: object): Promise<void> {
    for (const [name, value] of Object.entries(values))
      await this.run(`UPDATE ${table} SET ${name} = $2 WHERE id = $1`, [id, value]);
  }

  private async run(statement: string, values: unknown[]): Promise<void> {
    await this.world.database.manager.query(statement, values);
  }
}
