import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What sending asks: who has been written to how often of late, and when a gateway may be given the next message. */
export class Delivery1763700013000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE sending_pace (
        channel text PRIMARY KEY CHECK (channel IN ('email', 'sms')),
        -- Of all workers together. In the past: the next message may go at once.
        next_at timestamptz NOT NULL
      )`);
    // Each channel is sent by itself, its oldest first.
    await db.query(`DROP INDEX notification_due`);
    await db.query(
      `CREATE INDEX notification_due ON notification (channel, next_attempt_at) WHERE status = 'queued'`,
    );
    await db.query(`
      CREATE INDEX notification_sent_to ON notification (recipient_id, channel, sent_at) WHERE sent_at IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX notification_due`);
    await db.query(`CREATE INDEX notification_due ON notification (next_attempt_at) WHERE status = 'queued'`);
    await db.query(`DROP INDEX notification_sent_to`);
    await db.query(`DROP TABLE sending_pace`);
  }
}
