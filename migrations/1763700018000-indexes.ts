import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names that people tell apart are unique in any letter case, and rare questions find their rows. */
export class Indexes1763700018000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await oneOfAKind(db, 'facility', 'code');
    await oneOfAKind(db, 'topic', 'name');

    // Of all types, three are most of the log: a page of those is full after a few rows of event_newest. The others
    // may be years apart. A booking writes nothing here.
    await db.query(`
      CREATE INDEX event_of_rare_type ON event (organization_id, type, occurred_at DESC, id DESC)
      WHERE type NOT IN ('appointment.created', 'patient.read', 'session.signed_in')`);

    // Hidden rows are few. With them in, the foreign keys find a person's appointments here, too, when somebody is
    // removed; without, that read every appointment there is.
    for (const scope of ['patient', 'provider', 'facility']) {
      await db.query(`DROP INDEX appointment_by_${scope}`);
      await db.query(`CREATE INDEX appointment_by_${scope} ON appointment (${scope}_id, start_time, id)`);
    }

    // The directory's words are one form everywhere now; what was written before is brought into it.
    await db.query(`
      UPDATE topic SET service_type = nullif(regexp_replace(lower(trim(service_type)), '[\\s_-]+', '_', 'g'), '')
      WHERE service_type ~ '[A-Z\\s-]'`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const scope of ['patient', 'provider', 'facility']) {
      await db.query(`DROP INDEX appointment_by_${scope}`);
      await db.query(`
        CREATE INDEX appointment_by_${scope} ON appointment (${scope}_id, start_time, id) WHERE deleted_at IS NULL`);
    }
    await db.query(`DROP INDEX event_of_rare_type, topic_name_unique, facility_code_unique`);
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
