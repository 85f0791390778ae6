import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What it takes to tell the right people, once: each notification knows its person and what became of it,
 * reminders and digests happen once each, and organizations say when.
 *
 * A worker of the release before may still run. It plans with `ON CONFLICT (event_id, recipient, channel)`,
 * which names a constraint that is gone: its transaction fails, the event stays in the outbox, and a worker of
 * this release takes it. What was planned already it sends as before. The new words it takes for messages
 * about an account and would skip as `account_inactive`: `notification_account_is_a_users` refuses that, and
 * the row waits for its next attempt. So nothing is lost, and nothing is told twice.
 */
export class Messages1763700010000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE notification
        ADD recipient_id uuid,
        -- When a receipt said that it had arrived, and who carried it there.
        ADD delivered_at timestamptz(3),
        ADD gateway      text`);
    // The provider is the one whom the event named: the visit may have been given to somebody else since.
    await db.query(`
      UPDATE notification n
      SET recipient_id = coalesce(
        CASE n.recipient
          WHEN 'patient' THEN a.patient_id
          WHEN 'provider' THEN coalesce((e.after ->> 'provider_id')::uuid, a.provider_id)
        END, e.subject_id)
      FROM event e LEFT JOIN appointment a ON a.id = e.subject_id
      WHERE e.id = n.event_id`);
    await db.query(`
      ALTER TABLE notification
        ALTER recipient_id SET NOT NULL,
        DROP CONSTRAINT notification_once,
        -- Of one event the provider who loses the visit and the one who gets it hear different things.
        ADD CONSTRAINT notification_once UNIQUE (event_id, recipient_id, channel),
        DROP CONSTRAINT notification_status_check,
        ADD CONSTRAINT notification_status_check
          CHECK (status IN ('queued', 'sent', 'delivered', 'failed', 'skipped')),
        DROP CONSTRAINT notification_sent_at_a_time,
        ADD CONSTRAINT notification_sent_at_a_time
          CHECK (status NOT IN ('sent', 'delivered') OR sent_at IS NOT NULL),
        ADD CONSTRAINT notification_delivered_at_a_time CHECK (status <> 'delivered' OR delivered_at IS NOT NULL),
        ADD CONSTRAINT notification_account_is_a_users
          CHECK (skip_reason <> 'account_inactive' OR recipient = 'user')`);
    // What failed is rare and asked for often; what one person was told, newest or oldest first.
    await db.query(`
      CREATE INDEX notification_by_status ON notification (organization_id, status, created_at, id)`);
    await db.query(`
      CREATE INDEX notification_of_recipient ON notification (recipient_id, created_at, id)`);

    await db.query(`ALTER TABLE appointment ADD video_url text
      CHECK (video_url ~ '^https://' AND length(video_url) <= 2000)`);
    // Asked about twice a minute by every worker: what is coming up.
    await db.query(`
      CREATE INDEX appointment_coming_up ON appointment (start_time, id)
      WHERE status = 'scheduled' AND deleted_at IS NULL`);

    // However many workers find that it is time, it happens once. A new start time is a new reminder.
    await db.query(`
      CREATE UNIQUE INDEX event_reminder_once
      ON event (subject_id, (details ->> 'start_time'), (details ->> 'minutes_before'))
      WHERE type = 'appointment.reminder_due'`);
    await db.query(`
      CREATE UNIQUE INDEX event_digest_once ON event (subject_id, (details ->> 'date'))
      WHERE type = 'provider.digest_due'`);

    // Clock times are local to the visit. Null quiet hours: none.
    await db.query(`
      ALTER TABLE organization
        ADD reminder_minutes_before integer[] NOT NULL DEFAULT '{1440,120}'
          CHECK (cardinality(reminder_minutes_before) <= 5
                 AND 15 <= ALL (reminder_minutes_before) AND 10080 >= ALL (reminder_minutes_before)),
        ADD quiet_hours jsonb DEFAULT '{"start": "21:00", "end": "07:00"}'
          CHECK (quiet_hours IS NULL OR
                 (quiet_hours ->> 'start' ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'
                  AND quiet_hours ->> 'end' ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$') IS TRUE),
        ADD digest_time text NOT NULL DEFAULT '07:00'
          CHECK (digest_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE organization DROP reminder_minutes_before, DROP quiet_hours, DROP digest_time`);
    await db.query(`DROP INDEX event_reminder_once, event_digest_once`);
    await db.query(`ALTER TABLE appointment DROP video_url`);
    await db.query(`DROP INDEX appointment_coming_up`);
    // What the release before has no word for, it cannot keep.
    await db.query(`UPDATE notification SET status = 'sent' WHERE status = 'delivered'`);
    await db.query(`
      DELETE FROM notification n USING notification other
      WHERE n.event = 'reassigned' AND other.event_id = n.event_id AND other.recipient = n.recipient
        AND other.channel = n.channel AND other.id <> n.id`);
    await db.query(`
      ALTER TABLE notification
        DROP CONSTRAINT notification_account_is_a_users,
        DROP CONSTRAINT notification_delivered_at_a_time,
        DROP CONSTRAINT notification_sent_at_a_time,
        ADD CONSTRAINT notification_sent_at_a_time CHECK (status <> 'sent' OR sent_at IS NOT NULL),
        DROP CONSTRAINT notification_status_check,
        ADD CONSTRAINT notification_status_check CHECK (status IN ('queued', 'sent', 'failed', 'skipped')),
        DROP CONSTRAINT notification_once,
        ADD CONSTRAINT notification_once UNIQUE (event_id, recipient, channel),
        DROP recipient_id, DROP delivered_at, DROP gateway`);
    await db.query(`DROP INDEX notification_by_status`);
  }
}
