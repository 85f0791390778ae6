import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Facilities, topics, patients, providers: who and where. */
export class Directory1763700004000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE facility (
        id              uuid PRIMARY KEY,
        organization_id uuid NOT NULL REFERENCES organization,
        name            text NOT NULL,
        code            text NOT NULL,
        timezone        text NOT NULL,
        address         text,
        phone_number    text CHECK (phone_number ~ '^\\+[1-9][0-9]{6,14}$'),
        -- Visits side by side; null: no limit.
        capacity        smallint DEFAULT 1 CHECK (capacity >= 1),
        opening_hours   jsonb NOT NULL DEFAULT '[]',
        is_active       boolean NOT NULL DEFAULT true,
        version         integer NOT NULL DEFAULT 1,
        created_at      timestamptz(3) NOT NULL DEFAULT now(),
        updated_at      timestamptz(3) NOT NULL DEFAULT now(),
        UNIQUE (organization_id, id),
        CONSTRAINT facility_code_unique UNIQUE (organization_id, code)
      )`);
    await db.query(`CREATE INDEX facility_created ON facility (organization_id, created_at, id)`);

    await db.query(`
      CREATE TABLE topic (
        id                    uuid PRIMARY KEY,
        organization_id       uuid NOT NULL REFERENCES organization,
        name                  text NOT NULL CHECK (length(name) BETWEEN 1 AND 256),
        duration_minutes      integer NOT NULL CHECK (duration_minutes BETWEEN 1 AND 1440),
        service_type          text,
        specialty             text,
        buffer_before_minutes integer NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 480),
        buffer_after_minutes  integer NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 480),
        is_active             boolean NOT NULL DEFAULT true,
        version               integer NOT NULL DEFAULT 1,
        created_at            timestamptz(3) NOT NULL DEFAULT now(),
        updated_at            timestamptz(3) NOT NULL DEFAULT now(),
        UNIQUE (organization_id, id),
        CONSTRAINT topic_name_unique UNIQUE (organization_id, name)
      )`);
    await db.query(`CREATE INDEX topic_created ON topic (organization_id, created_at, id)`);

    await db.query(`
      CREATE TABLE patient (
        id                       uuid PRIMARY KEY,
        organization_id          uuid NOT NULL REFERENCES organization,
        user_id                  uuid UNIQUE,
        uhid                     text NOT NULL,
        first_name               text NOT NULL,
        last_name                text NOT NULL,
        date_of_birth            date,
        sex                      text CHECK (sex IN ('male', 'female', 'other', 'unknown')),
        national_id              text,
        phone_number             text CHECK (phone_number ~ '^\\+[1-9][0-9]{6,14}$'),
        email                    text CHECK (email = lower(email)),
        locale                   text NOT NULL DEFAULT 'en',
        notification_preferences jsonb NOT NULL DEFAULT '{"email": true, "sms": true}',
        medical_history          text NOT NULL DEFAULT '',
        is_active                boolean NOT NULL DEFAULT true,
        search_text              text NOT NULL GENERATED ALWAYS AS (
                                   lower(first_name || ' ' || last_name || ' ' || uhid || ' ' ||
                                         coalesce(national_id, '') || ' ' || coalesce(phone_number, ''))) STORED,
        version                  integer NOT NULL DEFAULT 1,
        created_at               timestamptz(3) NOT NULL DEFAULT now(),
        updated_at               timestamptz(3) NOT NULL DEFAULT now(),
        UNIQUE (organization_id, id),
        CONSTRAINT patient_uhid_unique UNIQUE (uhid),
        FOREIGN KEY (organization_id, user_id) REFERENCES user_account (organization_id, id)
      )`);
    await db.query(`
      CREATE UNIQUE INDEX patient_national_id_unique ON patient (organization_id, lower(national_id))`);
    await db.query(`CREATE INDEX patient_created ON patient (organization_id, created_at, id)`);
    await db.query(`CREATE INDEX patient_phone ON patient (organization_id, phone_number)`);
    await db.query(`CREATE INDEX patient_search ON patient USING gin (search_text gin_trgm_ops)`);

    await db.query(`
      CREATE TABLE provider (
        id                       uuid PRIMARY KEY,
        organization_id          uuid NOT NULL REFERENCES organization,
        user_id                  uuid UNIQUE,
        kind                     text NOT NULL,
        title                    text,
        first_name               text NOT NULL,
        last_name                text NOT NULL,
        email                    text CHECK (email = lower(email)),
        phone_number             text CHECK (phone_number ~ '^\\+[1-9][0-9]{6,14}$'),
        specialties              text[] NOT NULL DEFAULT '{}',
        locale                   text NOT NULL DEFAULT 'en',
        notification_preferences jsonb NOT NULL DEFAULT '{"email": true, "sms": true}',
        accepts_bookings         boolean NOT NULL DEFAULT true,
        is_active                boolean NOT NULL DEFAULT true,
        search_text              text NOT NULL GENERATED ALWAYS AS (
                                   lower(coalesce(title, '') || ' ' || first_name || ' ' || last_name)) STORED,
        version                  integer NOT NULL DEFAULT 1,
        created_at               timestamptz(3) NOT NULL DEFAULT now(),
        updated_at               timestamptz(3) NOT NULL DEFAULT now(),
        UNIQUE (organization_id, id),
        FOREIGN KEY (organization_id, user_id) REFERENCES user_account (organization_id, id)
      )`);
    await db.query(`CREATE INDEX provider_created ON provider (organization_id, created_at, id)`);
    await db.query(`CREATE INDEX provider_specialties ON provider USING gin (specialties)`);
    await db.query(`CREATE INDEX provider_search ON provider USING gin (search_text gin_trgm_ops)`);

    // Where a provider works and what they offer. No row at all: everywhere, everything.
    for (const place of ['facility', 'topic']) {
      await db.query(`
        CREATE TABLE provider_${place} (
          organization_id uuid NOT NULL,
          provider_id     uuid NOT NULL,
          ${place}_id     uuid NOT NULL,
          PRIMARY KEY (provider_id, ${place}_id),
          FOREIGN KEY (organization_id, provider_id) REFERENCES provider (organization_id, id) ON DELETE CASCADE,
          -- No cascade: a provider whose only ${place} vanished would suddenly have them all.
          FOREIGN KEY (organization_id, ${place}_id) REFERENCES ${place} (organization_id, id)
        )`);
      await db.query(`CREATE INDEX provider_${place}_back ON provider_${place} (${place}_id)`);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE provider_topic, provider_facility, provider, patient, topic, facility`);
  }
}
