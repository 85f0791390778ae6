import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Erasing a person. What is left of them still adds up; what told who they were is gone and does not come back:
 * constraints hold that, for every process and every script.
 */
export class Privacy1763700017000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // Null: patients are kept for ever. Short times are refused, for what this does cannot be undone.
    await db.query(`
      ALTER TABLE organization ADD retention_months smallint CHECK (retention_months BETWEEN 12 AND 1200)`);

    await db.query(`
      ALTER TABLE patient
        ADD erased_at timestamptz(3),
        ADD CONSTRAINT patient_erased_stays_so CHECK (erased_at IS NULL OR (
          first_name = 'Erased' AND last_name = 'Erased' AND medical_history = '' AND NOT is_active
          AND num_nonnulls(date_of_birth, sex, national_id, phone_number, email) = 0))`);
    await db.query(`
      ALTER TABLE user_account
        ADD erased_at timestamptz(3),
        ADD CONSTRAINT user_account_erased_stays_so CHECK (erased_at IS NULL OR (
          first_name = 'Erased' AND last_name = 'Erased' AND email = id || '@erased.invalid' AND NOT is_active
          AND registration = '{}' AND num_nonnulls(national_id, phone_number) = 0))`);
    await db.query(`
      CREATE FUNCTION erased_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'who was erased stays so'
          USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_erased_stays_so';
      END $$`);
    for (const table of ['patient', 'user_account']) {
      await db.query(`
        CREATE TRIGGER ${table}_erased_for_good BEFORE UPDATE ON ${table} FOR EACH ROW
        WHEN (OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at)
        EXECUTE FUNCTION erased_for_good()`);
    }
    // The retention asks for whom nobody has touched for long.
    await db.query(`
      CREATE INDEX patient_untouched ON patient (organization_id, updated_at) WHERE erased_at IS NULL`);

    await db.query(`
      CREATE INDEX event_sign_ins ON event (occurred_at)
      WHERE type IN ('session.signed_in', 'session.signed_out', 'session.sign_in_refused')`);

    // A booking that waited for the erasure to end must find it. The foreign key does the waiting, and its own trigger
    // comes first by name; this one then looks with fresh eyes.
    await db.query(`
      CREATE FUNCTION appointment_of_nobody_erased() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM patient WHERE id = NEW.patient_id AND erased_at IS NOT NULL) THEN
          RAISE EXCEPTION 'the patient was erased'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appointment_of_nobody_erased';
        END IF;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER appointment_of_nobody_erased AFTER INSERT ON appointment
      FOR EACH ROW EXECUTE FUNCTION appointment_of_nobody_erased()`);

    await narrowExceptions(db);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE OR REPLACE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'UPDATE' AND OLD.relayed_at IS NULL AND NEW.relayed_at IS NOT NULL THEN
          OLD.relayed_at := NEW.relayed_at;
          IF OLD IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
          END IF;
        END IF;
        RAISE EXCEPTION 'events are never changed or removed'
          USING ERRCODE = 'check_violation', CONSTRAINT = 'event_is_append_only';
      END $$`);
    await db.query(`DROP INDEX event_sign_ins`);
    await db.query(`DROP FUNCTION event_is_of_nobody, without_person`);
    await db.query(`DROP TRIGGER appointment_of_nobody_erased ON appointment`);
    for (const table of ['patient', 'user_account']) {
      await db.query(`DROP TRIGGER ${table}_erased_for_good ON ${table}`);
      await db.query(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_erased_stays_so, DROP erased_at`);
    }
    await db.query(`DROP FUNCTION appointment_of_nobody_erased, erased_for_good`);
    await db.query(`ALTER TABLE organization DROP retention_months`);
  }
}

/** The log stays append-only. Two things may be done to it, and the trigger itself checks that nothing more is done. */
async function narrowExceptions(db: QueryRunner): Promise<void> {
  // Every column of patient, user_account and appointment that says who somebody is or what they said; and the keys
  // of an event's details that are people's own words or addresses.
  await db.query(`
    CREATE FUNCTION without_person(data jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT data - ARRAY[
        'uhid', 'first_name', 'last_name', 'date_of_birth', 'sex', 'national_id', 'phone_number', 'email',
        'medical_history', 'locale', 'notification_preferences', 'registration', 'search_text', 'password_hash',
        'reason', 'patient_instruction', 'notes', 'provider_notes', 'cancellation_reason_text', 'video_url',
        'override_reason', 'address']
    $$`);
  // Of a person who was erased, or whose file was removed for good.
  await db.query(`
    CREATE FUNCTION event_is_of_nobody(e event) RETURNS boolean LANGUAGE sql STABLE AS $$
      SELECT CASE e.subject_type
        WHEN 'patient' THEN
          e.type <> 'patient.erased' AND NOT EXISTS (SELECT FROM patient WHERE id = e.subject_id AND erased_at IS NULL)
        WHEN 'user' THEN EXISTS (SELECT FROM user_account WHERE id = e.subject_id AND erased_at IS NOT NULL)
        WHEN 'appointment' THEN EXISTS (
          SELECT FROM appointment a JOIN patient p ON p.id = a.patient_id
          WHERE a.id = e.subject_id AND p.erased_at IS NOT NULL)
        ELSE false
      END
    $$`);
  await db.query(`
    CREATE OR REPLACE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      relayed event := OLD;
      blanked event := OLD;
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        relayed.relayed_at := NEW.relayed_at;
        IF OLD.relayed_at IS NULL AND NEW.relayed_at IS NOT NULL AND relayed IS NOT DISTINCT FROM NEW THEN
          RETURN NEW;
        END IF;
        blanked.before := without_person(OLD.before);
        blanked.after := without_person(OLD.after);
        blanked.details := without_person(OLD.details);
        IF blanked IS NOT DISTINCT FROM NEW AND event_is_of_nobody(OLD) THEN
          RETURN NEW;
        END IF;
      -- Who signed in, from where: of use for a year, and personal. Reads of records and refused tokens stay.
      ELSIF TG_OP = 'DELETE' AND OLD.relayed_at IS NOT NULL AND OLD.occurred_at < now() - interval '400 days'
        AND OLD.type IN ('session.signed_in', 'session.signed_out', 'session.sign_in_refused') THEN
        RETURN OLD;
      END IF;
      RAISE EXCEPTION 'events are never changed or removed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'event_is_append_only';
    END $$`);
}
