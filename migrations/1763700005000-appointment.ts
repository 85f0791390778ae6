import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Appointments, without yet the law that keeps them apart. */
export class Appointment1763700005000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION next_appointment_number(for_organization uuid) RETURNS text LANGUAGE sql VOLATILE AS $$
        SELECT 'APT-' || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY') || '-' || lpad(n::text, greatest(6, length(n::text)), '0')
        FROM (SELECT nextval(format('appointment_number_%s', number)::regclass) AS n
              FROM organization WHERE id = for_organization) numbered
      $$`);

    await db.query(`
      CREATE TABLE appointment (
        id                       uuid PRIMARY KEY,
        organization_id          uuid NOT NULL REFERENCES organization,
        appointment_number       text NOT NULL,
        patient_id               uuid NOT NULL,
        provider_id              uuid NOT NULL,
        facility_id              uuid,
        status                   text NOT NULL DEFAULT 'scheduled' CHECK (status IN
                                   ('proposed', 'pending', 'scheduled', 'arrived', 'checked_in', 'in_progress',
                                    'completed', 'cancelled', 'no_show')),
        start_time               timestamptz(3) NOT NULL,
        end_time                 timestamptz(3) NOT NULL,
        -- Copied from the topics when the time is booked: a topic edited later moves nobody's visit.
        buffer_before_minutes    smallint NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 480),
        buffer_after_minutes     smallint NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 480),
        appointment_type         text NOT NULL DEFAULT 'consultation' CHECK (appointment_type IN
                                   ('consultation', 'routine', 'walk_in', 'checkup', 'follow_up', 'emergency')),
        service_type             text,
        specialty                text,
        modality                 text NOT NULL DEFAULT 'in_person' CHECK (modality IN ('in_person', 'video', 'phone')),
        reason                   text,
        patient_instruction      text,
        priority                 smallint NOT NULL DEFAULT 5 CHECK (priority BETWEEN 1 AND 10),
        payment_mode             text NOT NULL DEFAULT 'none' CHECK (payment_mode IN
                                   ('cash', 'card', 'mobile_money', 'insurance', 'online', 'none')),
        notes                    text,
        provider_notes           text,
        hold_expires_at          timestamptz(3),
        confirmed_at             timestamptz(3),
        arrived_at               timestamptz(3),
        checked_in_at            timestamptz(3),
        started_at               timestamptz(3),
        completed_at             timestamptz(3),
        no_show_at               timestamptz(3),
        rescheduled_at           timestamptz(3),
        cancelled_at             timestamptz(3),
        cancelled_by             text CHECK (cancelled_by IN ('patient', 'provider', 'staff', 'admin', 'system')),
        cancellation_reason_code text,
        cancellation_reason_text text,
        deleted_at               timestamptz(3),
        created_by               uuid,
        version                  integer NOT NULL DEFAULT 1,
        created_at               timestamptz(3) NOT NULL DEFAULT now(),
        updated_at               timestamptz(3) NOT NULL DEFAULT now(),
        UNIQUE (organization_id, id),
        CONSTRAINT appointment_number_unique UNIQUE (organization_id, appointment_number),
        CONSTRAINT appointment_length CHECK
          (end_time - start_time BETWEEN interval '5 minutes' AND interval '24 hours'),
        CONSTRAINT appointment_hold_expires CHECK (status <> 'proposed' OR hold_expires_at IS NOT NULL),
        CONSTRAINT appointment_cancelled_by_someone CHECK
          ((status = 'cancelled') = (cancelled_at IS NOT NULL AND cancelled_by IS NOT NULL)),
        CONSTRAINT appointment_deleted_is_cancelled CHECK (deleted_at IS NULL OR status = 'cancelled'),
        FOREIGN KEY (organization_id, patient_id) REFERENCES patient (organization_id, id),
        FOREIGN KEY (organization_id, provider_id) REFERENCES provider (organization_id, id),
        FOREIGN KEY (organization_id, facility_id) REFERENCES facility (organization_id, id),
        FOREIGN KEY (organization_id, created_by) REFERENCES user_account (organization_id, id)
      )`);
    // Every list is scoped by one of these, in the order it is shown; the id breaks ties for the cursor.
    for (const scope of ['organization_id', 'patient_id', 'provider_id', 'facility_id']) {
      await db.query(`
        CREATE INDEX appointment_by_${scope.replace('_id', '')} ON appointment (${scope}, start_time, id)
        WHERE deleted_at IS NULL`);
    }
    // Filters that may leave few rows of many: by status, and by any type but the usual one.
    await db.query(`
      CREATE INDEX appointment_by_status ON appointment (organization_id, status, start_time, id)
      WHERE deleted_at IS NULL`);
    await db.query(`
      CREATE INDEX appointment_by_type ON appointment (organization_id, appointment_type, start_time, id)
      WHERE deleted_at IS NULL AND appointment_type <> 'consultation'`);
    // The sweeper of holds asks every second; few rows are ever on hold.
    await db.query(`
      CREATE INDEX appointment_on_hold ON appointment (hold_expires_at) WHERE status = 'proposed'`);
    await db.query(`
      CREATE INDEX appointment_created ON appointment (organization_id, created_at, id) WHERE deleted_at IS NULL`);

    await db.query(`
      CREATE TABLE appointment_topic (
        organization_id uuid NOT NULL,
        appointment_id  uuid NOT NULL,
        topic_id        uuid NOT NULL,
        -- The order in which the visit's topics were named.
        position        smallint NOT NULL,
        PRIMARY KEY (appointment_id, topic_id),
        FOREIGN KEY (organization_id, appointment_id) REFERENCES appointment (organization_id, id) ON DELETE CASCADE,
        FOREIGN KEY (organization_id, topic_id) REFERENCES topic (organization_id, id)
      )`);
    await db.query(`CREATE INDEX appointment_topic_back ON appointment_topic (topic_id, appointment_id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE appointment_topic, appointment`);
    await db.query(`DROP FUNCTION next_appointment_number`);
  }
}
