import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The append-only log: audit trail and outbox in one row. */
export class Event1763700003000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE event (
        id              uuid PRIMARY KEY,
        organization_id uuid NOT NULL REFERENCES organization,
        type            text NOT NULL,
        subject_type    text NOT NULL,
        subject_id      uuid,
        actor_id        uuid,
        actor_role      text,
        request_id      text,
        -- The subject's row before and after the change; null where there was, or is, none.
        before          jsonb,
        after           jsonb,
        -- What belongs to the happening and not to the row: an override's reason, a refused sign-in's address, …
        details         jsonb NOT NULL DEFAULT '{}',
        occurred_at     timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        -- When its messages were decided on; null is the outbox.
        relayed_at      timestamptz(3),
        UNIQUE (organization_id, id),
        FOREIGN KEY (organization_id, actor_id) REFERENCES user_account (organization_id, id)
      )`);
    await db.query(`CREATE INDEX event_outbox ON event (occurred_at) WHERE relayed_at IS NULL`);
    await db.query(`CREATE INDEX event_of_subject ON event (subject_id, occurred_at, id)`);
    await db.query(`CREATE INDEX event_newest ON event (organization_id, occurred_at DESC, id DESC)`);
    await db.query(`CREATE INDEX event_of_actor ON event (actor_id, occurred_at DESC, id DESC)`);

    await db.query(`
      CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
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
    await db.query(`
      CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON event
      FOR EACH ROW EXECUTE FUNCTION event_is_append_only()`);
    await db.query(`
      CREATE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON event
      FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE event`);
    await db.query(`DROP FUNCTION event_is_append_only`);
  }
}
