import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Users, their sessions, and the count of failed sign-ins. */
export class Identity1763700002000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE user_account (
        id              uuid PRIMARY KEY,
        organization_id uuid NOT NULL REFERENCES organization,
        role            text NOT NULL CHECK (role IN ('admin', 'staff', 'provider', 'patient')),
        email           text NOT NULL CHECK (email = lower(email)),
        national_id     text,
        phone_number    text CHECK (phone_number ~ '^\\+[1-9][0-9]{6,14}$'),
        first_name      text NOT NULL,
        last_name       text NOT NULL,
        password_hash   text NOT NULL,
        is_active       boolean NOT NULL DEFAULT false,
        -- The chair an active admin sits on; held by user_account_take_admin_seat below.
        admin_seat      smallint,
        -- What the person said of themselves at registration; becomes the profile at activation.
        registration    jsonb NOT NULL DEFAULT '{}',
        search_text     text NOT NULL GENERATED ALWAYS AS (
                          lower(first_name || ' ' || last_name || ' ' || email || ' ' ||
                                coalesce(national_id, '') || ' ' || coalesce(phone_number, ''))) STORED,
        version         integer NOT NULL DEFAULT 1,
        created_at      timestamptz(3) NOT NULL DEFAULT now(),
        updated_at      timestamptz(3) NOT NULL DEFAULT now(),
        UNIQUE (organization_id, id),
        CONSTRAINT user_account_email_unique UNIQUE (organization_id, email),
        CONSTRAINT user_account_phone_number_unique UNIQUE (organization_id, phone_number),
        CONSTRAINT user_account_admin_seat_unique UNIQUE (organization_id, admin_seat),
        CONSTRAINT user_account_active_admins_sit CHECK ((role = 'admin' AND is_active) = (admin_seat IS NOT NULL))
      )`);
    // People sign in with it and do not mind its letter case, so neither does its uniqueness.
    await db.query(`
      CREATE UNIQUE INDEX user_account_national_id_unique ON user_account (organization_id, lower(national_id))`);
    await db.query(`CREATE INDEX user_account_email ON user_account (email)`);
    await db.query(`CREATE INDEX user_account_national_id ON user_account (lower(national_id))`);
    await db.query(`CREATE INDEX user_account_created ON user_account (organization_id, created_at, id)`);
    await db.query(`CREATE INDEX user_account_search ON user_account USING gin (search_text gin_trgm_ops)`);

    // An organization has max_active_admins chairs. Becoming an active admin takes the lowest free one,
    // leaving gives it back; the row lock on the organization makes two at once take turns, and the
    // unique constraint on the chair refuses whatever would get past this function. The lock is the one
    // that foreign keys do not wait for: bookings go on meanwhile.
    await db.query(`
      CREATE FUNCTION user_account_take_admin_seat() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        seats smallint;
      BEGIN
        IF NEW.role <> 'admin' OR NOT NEW.is_active THEN
          IF TG_OP = 'UPDATE' AND OLD.admin_seat IS NOT NULL THEN
            PERFORM FROM organization WHERE id = NEW.organization_id FOR NO KEY UPDATE;
            IF NOT EXISTS (SELECT FROM user_account
                           WHERE organization_id = NEW.organization_id AND admin_seat IS NOT NULL AND id <> NEW.id) THEN
              RAISE EXCEPTION 'the last active admin stays'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'organization_last_admin';
            END IF;
          END IF;
          NEW.admin_seat := NULL;
          RETURN NEW;
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.admin_seat IS NOT NULL THEN
          NEW.admin_seat := OLD.admin_seat;
          RETURN NEW;
        END IF;
        SELECT max_active_admins INTO seats FROM organization WHERE id = NEW.organization_id FOR NO KEY UPDATE;
        SELECT min(seat) INTO NEW.admin_seat FROM generate_series(1, seats) seat
          WHERE seat NOT IN (SELECT admin_seat FROM user_account
                             WHERE organization_id = NEW.organization_id AND admin_seat IS NOT NULL);
        IF NEW.admin_seat IS NULL THEN
          RAISE EXCEPTION 'every admin seat is taken'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'organization_admin_limit';
        END IF;
        RETURN NEW;
      END $$`);
    await db.query(`
      CREATE TRIGGER user_account_take_admin_seat
      BEFORE INSERT OR UPDATE OF role, is_active, admin_seat ON user_account
      FOR EACH ROW EXECUTE FUNCTION user_account_take_admin_seat()`);

    // One row per sign-in; every token of it carries the id, so ending the row ends them all at once.
    await db.query(`
      CREATE TABLE session (
        id              uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        user_id         uuid NOT NULL,
        created_at      timestamptz(3) NOT NULL DEFAULT now(),
        ended_at        timestamptz(3),
        end_reason      text CHECK (end_reason IN ('logout', 'token_reuse', 'deactivated', 'password_changed')),
        CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
        FOREIGN KEY (organization_id, user_id) REFERENCES user_account (organization_id, id) ON DELETE CASCADE
      )`);
    await db.query(`CREATE INDEX session_of_user ON session (user_id) WHERE ended_at IS NULL`);

    // Only the SHA-256 of a refresh token is kept: this table gives nobody a way in.
    await db.query(`
      CREATE TABLE refresh_token (
        token_hash bytea PRIMARY KEY,
        session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
        expires_at timestamptz(3) NOT NULL,
        used_at    timestamptz(3)
      )`);
    await db.query(`CREATE INDEX refresh_token_of_session ON refresh_token (session_id)`);

    // Failed attempts in the running window, by what is protected (sign-in of an account from an address, …).
    await db.query(`
      CREATE TABLE attempt_window (
        key        text PRIMARY KEY,
        started_at timestamptz(3) NOT NULL,
        attempts   integer NOT NULL
      )`);
    await db.query(`CREATE INDEX attempt_window_started ON attempt_window (started_at)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE attempt_window, refresh_token, session, user_account`);
    await db.query(`DROP FUNCTION user_account_take_admin_seat`);
  }
}
