import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The number first. Foreign keys look an appointment up by organization and id; while the table looks empty to
 * PostgreSQL (a new clinic's first minute, an import) every index that begins with the organization looks as good to
 * it as the right one, and the plan that it then keeps reads all of the organization's numbers for each booking.
 */
export class AppointmentNumber1763700015000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await renew(db, 'appointment_number, organization_id');
  }

  async down(db: QueryRunner): Promise<void> {
    await renew(db, 'organization_id, appointment_number');
  }
}

async function renew(db: QueryRunner, columns: string): Promise<void> {
  await db.query(`
    ALTER TABLE appointment
      DROP CONSTRAINT appointment_number_unique,
      ADD CONSTRAINT appointment_number_unique UNIQUE (${columns})`);
}
