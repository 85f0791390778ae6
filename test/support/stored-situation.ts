import { v7 as uuidv7 } from 'uuid';
import type { Busy } from '../../src/domain/occupancy.js';
import type { Database } from '../../src/platform/database/database.js';
import type { Situation } from './generated-schedules.js';

/** The names of a situation in the database. */
export interface StoredSituation {
  provider_id: string;
  facility_id: string;
  topic_id: string;
}

const LONG_AGO = new Date('2000-01-01T00:00:00Z');
const LONG_TO_COME = new Date('2200-01-01T00:00:00Z');

/**
 * Writes a generated situation into the tables, as far as they allow it: of two visits that want the same time, only
 * the first is there. Holds that have ended did so long ago, and the others last, whatever the database's clock says.
 */
export class SituationWriter {
  constructor(
    private readonly database: Database,
    private readonly organizationId: string,
    /** Whose own appointments are among the situation's. */
    private readonly patientId: string,
  ) {}

  async write({ schedule, occupancy, query, now }: Situation): Promise<StoredSituation> {
    const facility_id = await this.facility(schedule.timezone, occupancy.facility?.capacity ?? null);
    const provider_id = await this.provider(facility_id);
    const topic_id = await this.topic(query);
    await this.settings(provider_id, schedule);
    await this.hours(provider_id, facility_id, schedule.hours[0]);
    for (const { start, end } of schedule.time_off)
      await this.span('time_off', 'provider', provider_id, start, end);
    for (const { start, end } of schedule.closures)
      await this.span('facility_closure', 'facility', facility_id, start, end);
    for (const busy of occupancy.provider) await this.visit(busy, now, { provider_id });
    for (const busy of occupancy.patient) await this.visit(busy, now, { patient_id: this.patientId });
    for (const busy of occupancy.facility?.busy ?? []) await this.visit(busy, now, { facility_id });
    return { provider_id, facility_id, topic_id };
  }

  private async facility(timezone: string, capacity: number | null): Promise<string> {
    const id = uuidv7();
    await this.run(
      `INSERT INTO facility (id, organization_id, name, code, timezone, capacity) VALUES ($1, $2, 'Site', $3, $4, $5)`,
      [id, this.organizationId, id.slice(-12), timezone, capacity],
    );
    return id;
  }

  private async provider(facilityId?: string): Promise<string> {
    const id = uuidv7();
    await this.run(
      `INSERT INTO provider (id, organization_id, kind, first_name, last_name) VALUES ($1, $2, 'doctor', 'Sarah', 'Nakamya')`,
      [id, this.organizationId],
    );
    if (facilityId !== undefined)
      await this.run(
        `INSERT INTO provider_facility (organization_id, provider_id, facility_id) VALUES ($1, $2, $3)`,
        [this.organizationId, id, facilityId],
      );
    return id;
  }

  private async patient(): Promise<string> {
    const id = uuidv7();
    await this.run(
      `INSERT INTO patient (id, organization_id, uhid, first_name, last_name) VALUES ($1::uuid, $2, $1::text, 'Amina', 'Otieno')`,
      [id, this.organizationId],
    );
    return id;
  }

  private async topic(query: Situation['query']): Promise<string> {
    const id = uuidv7();
    const { duration_minutes, buffer_before_minutes, buffer_after_minutes } = query;
    await this.run(
      `INSERT INTO topic (id, organization_id, name, duration_minutes, buffer_before_minutes, buffer_after_minutes)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, this.organizationId, id, duration_minutes, buffer_before_minutes, buffer_after_minutes],
    );
    return id;
  }

  private async settings(provider: string, schedule: Situation['schedule']): Promise<void> {
    await this.run(
      `UPDATE provider SET slot_interval_minutes = $2, minimum_notice_minutes = $3, booking_horizon_days = $4,
                           provider_daily_limit = $5, patient_daily_limit = $6 WHERE id = $1`,
      [
        provider,
        schedule.slot_interval_minutes,
        schedule.minimum_notice_minutes,
        schedule.booking_horizon_days,
        schedule.provider_daily_limit,
        schedule.patient_daily_limit,
      ],
    );
  }

  private async hours(
    provider: string,
    facility: string,
    hours: Situation['schedule']['hours'][number] | undefined,
  ): Promise<void> {
    for (const span of hours?.weekly ?? [])
      await this.run(
        `INSERT INTO working_hours (id, organization_id, provider_id, facility_id, weekday, start_clock, end_clock, valid_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          uuidv7(),
          this.organizationId,
          provider,
          facility,
          span.weekday,
          span.start,
          span.end,
          span.valid_until ?? null,
        ],
      );
    for (const { date, spans } of hours?.overrides ?? [])
      await this.run(
        `INSERT INTO working_hours_override (id, organization_id, provider_id, facility_id, date, spans)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [uuidv7(), this.organizationId, provider, facility, date, JSON.stringify(spans)],
      );
  }

  private async span(table: string, owner: string, id: string, start: number, end: number): Promise<void> {
    await this.run(
      `INSERT INTO ${table} (id, organization_id, ${owner}_id, start_time, end_time) VALUES ($1, $2, $3, $4, $5)`,
      [uuidv7(), this.organizationId, id, new Date(start), new Date(end)],
    );
  }

  /** A visit of somebody else with somebody else, but for those who are named. */
  private async visit(
    { start, end, expires_at = null }: Busy,
    now: number,
    named: { provider_id?: string; patient_id?: string; facility_id?: string },
  ): Promise<void> {
    const expires = expires_at === null ? null : expires_at <= now ? LONG_AGO : LONG_TO_COME;
    const provider = named.provider_id ?? (await this.provider());
    const patient = named.patient_id ?? (await this.patient());
    const id = uuidv7();
    const insert = (): Promise<void> =>
      this.run(
        `INSERT INTO appointment (id, organization_id, appointment_number, patient_id, provider_id, facility_id,
                                  start_time, end_time, status, hold_expires_at)
         VALUES ($1::uuid, $2, $1::text, $3, $4, $5, $6, $7, CASE WHEN $8::timestamptz IS NULL THEN 'scheduled' ELSE 'proposed' END, $8)`,
        [
          id,
          this.organizationId,
          patient,
          provider,
          named.facility_id ?? null,
          new Date(start),
          new Date(end),
          expires,
        ],
      );
    await this.database.surround(insert).catch((error: { code?: string }) => {
      if (error.code !== '23P01') throw error;
    });
  }

  private async run(statement: string, values: unknown[]): Promise<void> {
    await this.database.manager.query(statement, values);
  }
}
