import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names that people tell apart are unique in any letter case. */
export class Indexes1763700018000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await oneOfAKind(db, 'facility', 'code');
    await oneOfAKind(db, 'topic', 'name');

    // The directory's words are one form everywhere now; what was written before is brought into it.
    await db.query(`
      UPDATE topic SET service_type = nullif(regexp_replace(lower(trim(service_type)), '[\\s_-]+', '_', 'g'), '')
      WHERE service_type ~ '[A-Z\\s-]'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX topic_name_unique, facility_code_unique`);
    await db.query(`ALTER TABLE topic ADD CONSTRAINT topic_name_unique UNIQUE (organization_id, name)`);
    await db.query(`ALTER TABLE facility ADD CONSTRAINT facility_code_unique UNIQUE (organization_id, code)`);
  }
}

/** Of those that differ in letter case alone, the oldest keeps its name; the others get a number behind it. */
async function oneOfAKind(db: QueryRunner, table: string, column: string): Promise<void> {
  await db.query(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_${column}_unique`);
  await db.query(`
    UPDATE ${table} t SET ${column} = left(t.${column}, 200) || '-' || same.n
    FROM (SELECT id, row_number() OVER (PARTITION BY organization_id, lower(${column}) ORDER BY created_at, id) AS n
          FROM ${table}) same
    WHERE same.id = t.id AND same.n > 1`);
  await db.query(`
    CREATE UNIQUE INDEX ${table}_${column}_unique ON ${table} (organization_id, lower(${column}))`);
}
