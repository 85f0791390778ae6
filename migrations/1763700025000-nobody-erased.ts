import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A worker that was sending while its reader was erased writes down that it has sent, and no more. */
export class NobodyErased1763700025000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // Asked when the row is ours, with eyes that see what was committed while we waited for it.
    await db.query(`
      CREATE FUNCTION notification_of_nobody_erased() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM patient WHERE id = NEW.recipient_id AND erased_at IS NOT NULL)
          OR EXISTS (SELECT FROM user_account WHERE id = NEW.recipient_id AND erased_at IS NOT NULL)
        THEN
          NEW.address_hint := NULL;
          NEW.last_error := NULL;
          NEW.gateway_message_id := NULL;
        END IF;
        RETURN NEW;
      END $$`);
    await db.query(`
      CREATE TRIGGER notification_of_nobody_erased
      BEFORE UPDATE OF address_hint, last_error, gateway_message_id ON notification FOR EACH ROW
      WHEN (num_nonnulls(NEW.address_hint, NEW.last_error, NEW.gateway_message_id) > 0)
      EXECUTE FUNCTION notification_of_nobody_erased()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TRIGGER notification_of_nobody_erased ON notification`);
    await db.query(`DROP FUNCTION notification_of_nobody_erased`);
  }
}
