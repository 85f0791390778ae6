import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tenant, and what every later table leans on. */
export class Organization1763700001000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE EXTENSION IF NOT EXISTS btree_gist`);
    await db.query(`CREATE EXTENSION IF NOT EXISTS pg_trgm`);

    await db.query(`
      CREATE TABLE organization (
        id                uuid PRIMARY KEY,
        -- In creation order: the first one is the default of a single-clinic install.
        number            integer GENERATED ALWAYS AS IDENTITY UNIQUE,
        name              text NOT NULL CHECK (name <> ''),
        code              text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$'),
        -- ISO 3166-1 alpha-2; the prefix of the UHIDs made here and the region of local phone numbers.
        country_code      text NOT NULL CHECK (country_code ~ '^[A-Z]{2}$'),
        max_active_admins smallint NOT NULL DEFAULT 2 CHECK (max_active_admins >= 1),
        created_at        timestamptz(3) NOT NULL DEFAULT now()
      )`);

    // Appointment numbers count per organization. A sequence, because a counter row would make every
    // booking of an organization wait for the commit of the one before. Refused bookings leave gaps.
    await db.query(`
      CREATE FUNCTION organization_number_appointments() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('CREATE SEQUENCE appointment_number_%s', NEW.number);
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER organization_number_appointments AFTER INSERT ON organization
      FOR EACH ROW EXECUTE FUNCTION organization_number_appointments()`);
    await db.query(`
      CREATE FUNCTION organization_forget_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('DROP SEQUENCE IF EXISTS appointment_number_%s', OLD.number);
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER organization_forget_numbers AFTER DELETE ON organization
      FOR EACH ROW EXECUTE FUNCTION organization_forget_numbers()`);

    // Unique health IDs are unique everywhere, not only within one organization.
    await db.query(`CREATE SEQUENCE uhid_number MAXVALUE 999999999`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP SEQUENCE uhid_number`);
    // Row by row, so that the trigger drops each organization's own sequence.
    await db.query(`DELETE FROM organization`);
    await db.query(`DROP TABLE organization`);
    await db.query(`DROP FUNCTION organization_number_appointments, organization_forget_numbers`);
    await db.query(`DROP EXTENSION pg_trgm`);
    await db.query(`DROP EXTENSION btree_gist`);
  }
}
