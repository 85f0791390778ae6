import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rare questions find their rows, and what a provider's and an organization's list are counted by is in the index itself:
 * counts are read from the index alone, for the rows lie on as many pages as there are.
 *
 * Built beside the old indexes under new names, so that nobody reads without one, and each statement for itself: what is
 * built blocks nobody any more, stays when a later one has to wait, and may have been built by hand before.
 */
export class ListIndexes1763700019000 implements MigrationInterface {
  readonly transaction = false;

  async up(db: QueryRunner): Promise<void> {
    // Of all types, three are most of the log: a page of those is full after a few rows of event_newest. The others
    // may be years apart. A booking writes nothing here.
    await db.query(`
      CREATE INDEX IF NOT EXISTS event_of_rare_type ON event (organization_id, type, occurred_at DESC, id DESC)
      WHERE type NOT IN ('appointment.created', 'patient.read', 'session.signed_in')`);

    // Hidden rows are few. With them in, the foreign keys find a person's appointments here, too, when somebody is
    // removed; without, that read every appointment there is.
    await db.query(`
      CREATE INDEX IF NOT EXISTS appointment_of_patient ON appointment (patient_id, start_time, id)`);
    await db.query(`
      CREATE INDEX IF NOT EXISTS appointment_of_facility ON appointment (facility_id, start_time, id)`);
    await db.query(`
      CREATE INDEX IF NOT EXISTS appointment_of_provider ON appointment (provider_id, start_time, id)
      INCLUDE (organization_id, facility_id, deleted_at)`);
    await db.query(`
      CREATE INDEX IF NOT EXISTS appointment_of_organization ON appointment (organization_id, start_time, id)
      INCLUDE (facility_id) WHERE deleted_at IS NULL`);
    for (const scope of SCOPES) await db.query(`DROP INDEX IF EXISTS appointment_by_${scope}`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const scope of SCOPES)
      await db.query(`
        CREATE INDEX IF NOT EXISTS appointment_by_${scope} ON appointment (${scope}_id, start_time, id)
        WHERE deleted_at IS NULL`);
    for (const scope of SCOPES) await db.query(`DROP INDEX IF EXISTS appointment_of_${scope}`);
    await db.query(`DROP INDEX IF EXISTS event_of_rare_type`);
  }
}

const SCOPES = ['patient', 'facility', 'provider', 'organization'];
