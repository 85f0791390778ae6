import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first answer to each Idempotency-Key, written in the transaction of the work that it answers. */
export class Idempotency1763700008000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE idempotency_key (
        -- The user who sent it; where nobody is known, a keyed hash of the token, or 'anyone'.
        scope        text NOT NULL,
        key          text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
        -- Keyed hash of method, path and body: the same key for something else is a mistake worth telling.
        request_hash bytea NOT NULL,
        -- { status, headers, body } or { refusal }, to the letter (no jsonb: it sorts the keys); null only while at work.
        answer       json,
        created_at   timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (scope, key)
      )`);
    await db.query(`CREATE INDEX idempotency_key_created ON idempotency_key (created_at)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE idempotency_key`);
  }
}
