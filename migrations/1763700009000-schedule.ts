import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When providers work and facilities are open, and the settings that bookings obey. */
export class Schedule1763700009000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // Local clock time: 09:00 stays 09:00 across a change of the clocks. Null dates: without limit.
    await db.query(`
      CREATE TABLE working_hours (
        id              uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        provider_id     uuid NOT NULL,
        facility_id     uuid NOT NULL,
        weekday         smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
        start_clock     text NOT NULL CHECK (start_clock ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
        end_clock       text NOT NULL CHECK (end_clock ~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$'),
        valid_from      date,
        valid_until     date,
        created_at      timestamptz(3) NOT NULL DEFAULT now(),
        CHECK (valid_until >= valid_from),
        FOREIGN KEY (organization_id, provider_id) REFERENCES provider (organization_id, id) ON DELETE CASCADE,
        FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
      )`);
    await db.query(`CREATE INDEX working_hours_of_provider ON working_hours (provider_id)`);
    await db.query(`CREATE INDEX working_hours_at_facility ON working_hours (facility_id)`);

    // What holds on one local date instead of the weekly hours; no spans: not working.
    await db.query(`
      CREATE TABLE working_hours_override (
        id              uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        provider_id     uuid NOT NULL,
        facility_id     uuid NOT NULL,
        date            date NOT NULL,
        spans           jsonb NOT NULL DEFAULT '[]',
        created_at      timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT working_hours_override_date_unique UNIQUE (provider_id, facility_id, date),
        FOREIGN KEY (organization_id, provider_id) REFERENCES provider (organization_id, id) ON DELETE CASCADE,
        FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id)
      )`);
    await db.query(`CREATE INDEX working_hours_override_at_facility ON working_hours_override (facility_id)`);

    for (const [table, owner] of [
      ['time_off', 'provider'],
      ['facility_closure', 'facility'],
    ]) {
      await db.query(`
        CREATE TABLE ${table} (
          id              uuid PRIMARY KEY,
          organization_id uuid NOT NULL,
          ${owner}_id     uuid NOT NULL,
          start_time      timestamptz(3) NOT NULL,
          end_time        timestamptz(3) NOT NULL CHECK (end_time > start_time),
          reason          text,
          created_at      timestamptz(3) NOT NULL DEFAULT now(),
          FOREIGN KEY (organization_id, ${owner}_id) REFERENCES ${owner} (organization_id, id) ON DELETE CASCADE
        )`);
      // What lies ahead is asked for again and again, what is past hardly ever.
      await db.query(`CREATE INDEX ${table}_ahead ON ${table} (${owner}_id, end_time)`);
    }

    // Defaults of the organization; a facility's and then a provider's own value goes first. Null slot interval:
    // the shorter of the visit and 30 minutes. Null limit: none.
    await db.query(`
      ALTER TABLE organization
        ADD slot_interval_minutes  smallint CHECK (slot_interval_minutes BETWEEN 1 AND 1440),
        ADD minimum_notice_minutes integer NOT NULL DEFAULT 0 CHECK (minimum_notice_minutes BETWEEN 0 AND 525600),
        ADD booking_horizon_days   integer NOT NULL DEFAULT 365 CHECK (booking_horizon_days BETWEEN 1 AND 3650),
        ADD provider_daily_limit   smallint CHECK (provider_daily_limit >= 1),
        ADD patient_daily_limit    smallint CHECK (patient_daily_limit >= 1),
        ADD timezone               text NOT NULL DEFAULT 'UTC',
        ADD version                integer NOT NULL DEFAULT 1,
        ADD updated_at             timestamptz(3) NOT NULL DEFAULT now()`);
    for (const table of ['facility', 'provider']) {
      await db.query(`
        ALTER TABLE ${table}
          ADD slot_interval_minutes  smallint CHECK (slot_interval_minutes BETWEEN 1 AND 1440),
          ADD minimum_notice_minutes integer CHECK (minimum_notice_minutes BETWEEN 0 AND 525600),
          ADD booking_horizon_days   integer CHECK (booking_horizon_days BETWEEN 1 AND 3650),
          ADD provider_daily_limit   smallint CHECK (provider_daily_limit >= 1),
          ADD patient_daily_limit    smallint CHECK (patient_daily_limit >= 1)`);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['provider', 'facility']) {
      await db.query(`
        ALTER TABLE ${table} DROP slot_interval_minutes, DROP minimum_notice_minutes, DROP booking_horizon_days,
                             DROP provider_daily_limit, DROP patient_daily_limit`);
    }
    await db.query(`
      ALTER TABLE organization DROP slot_interval_minutes, DROP minimum_notice_minutes, DROP booking_horizon_days,
                               DROP provider_daily_limit, DROP patient_daily_limit, DROP timezone, DROP version,
                               DROP updated_at`);
    await db.query(`DROP TABLE facility_closure, time_off, working_hours_override, working_hours`);
  }
}
