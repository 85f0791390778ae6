import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What gateways and phones tell us: what became of a message, and that no more are wanted. */
export class Sms1763700011000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // Of no organization: whoever says STOP means everybody who writes to that phone.
    await db.query(`
      CREATE TABLE sms_opt_out (
        phone_number text PRIMARY KEY CHECK (phone_number ~ '^[+][1-9][0-9]{6,14}$'),
        -- Whom it was said to.
        gateway      text NOT NULL,
        stopped_at   timestamptz(3) NOT NULL DEFAULT now()
      )`);
    // Receipts that are here before our own mark that the message was sent.
    await db.query(`
      CREATE TABLE sms_early_receipt (
        gateway            text NOT NULL,
        gateway_message_id text NOT NULL,
        outcome            text NOT NULL CHECK (outcome IN ('delivered', 'failed')),
        code               text,
        received_at        timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (gateway, gateway_message_id)
      )`);
    await db.query(`
      CREATE INDEX notification_of_gateway ON notification (gateway, gateway_message_id) WHERE channel = 'sms'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX notification_of_gateway`);
    await db.query(`DROP TABLE sms_early_receipt`);
    await db.query(`DROP TABLE sms_opt_out`);
  }
}
