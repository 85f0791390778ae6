import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row per (event, recipient, channel): what makes delivery idempotent. */
export class Notification1763700007000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE notification (
        id                 uuid PRIMARY KEY,
        organization_id    uuid NOT NULL REFERENCES organization,
        event_id           uuid NOT NULL,
        appointment_id     uuid,
        -- What it says (created, cancelled, …), to whom, and through what.
        event              text NOT NULL,
        recipient          text NOT NULL CHECK (recipient IN ('patient', 'provider', 'user')),
        channel            text NOT NULL CHECK (channel IN ('email', 'sms')),
        status             text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'failed', 'skipped')),
        skip_reason        text,
        attempts           smallint NOT NULL DEFAULT 0,
        last_error         text,
        gateway_message_id text,
        -- The address it went to, masked; the address itself stays with the person.
        address_hint       text,
        next_attempt_at    timestamptz(3) NOT NULL DEFAULT now(),
        -- While a worker is sending it; a worker that died loses its claim when this has passed.
        claimed_until      timestamptz(3),
        sent_at            timestamptz(3),
        created_at         timestamptz(3) NOT NULL DEFAULT now(),
        UNIQUE (organization_id, id),
        CONSTRAINT notification_once UNIQUE (event_id, recipient, channel),
        CONSTRAINT notification_skipped_for_a_reason CHECK ((status = 'skipped') = (skip_reason IS NOT NULL)),
        CONSTRAINT notification_sent_at_a_time CHECK (status <> 'sent' OR sent_at IS NOT NULL),
        FOREIGN KEY (organization_id, event_id) REFERENCES event (organization_id, id),
        FOREIGN KEY (organization_id, appointment_id) REFERENCES appointment (organization_id, id)
      )`);
    await db.query(`CREATE INDEX notification_due ON notification (next_attempt_at) WHERE status = 'queued'`);
    await db.query(
      `CREATE INDEX notification_of_appointment ON notification (appointment_id, created_at, id)`,
    );
    await db.query(`CREATE INDEX notification_newest ON notification (organization_id, created_at, id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE notification`);
  }
}
