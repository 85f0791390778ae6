import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a provider's and an organization's list are counted by, in the index itself: rows lie on as many pages as there are. */
export class CountedLists1763700019000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX appointment_by_provider, appointment_by_organization`);
    await db.query(`
      CREATE INDEX appointment_by_provider ON appointment (provider_id, start_time, id)
      INCLUDE (organization_id, facility_id, deleted_at)`);
    await db.query(`
      CREATE INDEX appointment_by_organization ON appointment (organization_id, start_time, id)
      INCLUDE (facility_id) WHERE deleted_at IS NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX appointment_by_provider, appointment_by_organization`);
    await db.query(`CREATE INDEX appointment_by_provider ON appointment (provider_id, start_time, id)`);
    await db.query(`
      CREATE INDEX appointment_by_organization ON appointment (organization_id, start_time, id)
      WHERE deleted_at IS NULL`);
  }
}
