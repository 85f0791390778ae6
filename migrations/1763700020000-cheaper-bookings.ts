import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The functions of a booking, cheaper and to the same effect. A function in SQL is parsed and planned anew by every
 * statement that calls it; each statement inside one in PL/pgSQL costs as much as reading several rows.
 */
export class CheaperBookings1763700020000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE OR REPLACE FUNCTION next_appointment_number(for_organization uuid) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        sequence text;
        n text;
      BEGIN
        SELECT 'appointment_number_' || number INTO sequence FROM organization WHERE id = for_organization;
        n := nextval(sequence::regclass);
        RETURN 'APT-' || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY') || '-' || lpad(n, greatest(6, length(n)), '0');
      END $$`);
    // As volatile as what it computes, so that it becomes part of the expression that asks.
    await db.query(`ALTER FUNCTION provider_span(appointment) STABLE`);

    // Sorted as before: two transactions can never wait in a circle.
    await db.query(`
      CREATE OR REPLACE FUNCTION lock_resources(resources uuid[], span tstzrange) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock(key)
        FROM (SELECT DISTINCT hashtextextended(concat_ws('/', resource, day), 0) AS key
              FROM unnest(resources) resource,
                   generate_series(floor(extract(epoch FROM lower(span)) / 86400)::bigint,
                                   floor(extract(epoch FROM upper(span)) / 86400)::bigint) day
              WHERE resource IS NOT NULL
              ORDER BY key) sorted;
      END $$`);

    await db.query(`
      CREATE OR REPLACE FUNCTION appointment_occupies() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
      DECLARE
        visit tstzrange := tstzrange(NEW.start_time, NEW.end_time);
        wide tstzrange := provider_span(NEW);
        room integer;
        place smallint;
      BEGIN
        IF TG_OP = 'UPDATE' AND NOT status_blocks_time(NEW.status) THEN
          DELETE FROM occupancy WHERE appointment_id = NEW.id;
          RETURN NULL;
        END IF;
        IF NOT status_blocks_time(NEW.status) THEN
          RETURN NULL;
        END IF;

        PERFORM lock_resources(ARRAY[NEW.provider_id, NEW.patient_id, NEW.facility_id], wide);
        IF TG_OP = 'UPDATE' THEN
          DELETE FROM occupancy WHERE appointment_id = NEW.id;
        END IF;
        DELETE FROM occupancy
          WHERE resource_id IN (NEW.provider_id, NEW.patient_id, NEW.facility_id)
            AND expires_at <= clock_timestamp() AND during && wide;

        IF NEW.facility_id IS NOT NULL THEN
          -- Shared, against a change of the capacity at this very moment (facility_capacity_changed).
          PERFORM pg_advisory_xact_lock_shared(hashtextextended('capacity/' || NEW.facility_id, 0));
          SELECT capacity INTO room FROM facility WHERE id = NEW.facility_id;
          IF room IS NOT NULL THEN
            place := free_lane(NEW.facility_id, visit, room);
          END IF;
        END IF;

        INSERT INTO occupancy (organization_id, resource_kind, resource_id, lane, during, appointment_id, expires_at)
        SELECT NEW.organization_id, kind, resource, lane, span, NEW.id, NEW.hold_expires_at
        FROM (VALUES ('provider', NEW.provider_id, 0::smallint, wide),
                     ('patient', NEW.patient_id, 0::smallint, visit),
                     ('facility', NEW.facility_id, place, visit)) AS held (kind, resource, lane, span)
        WHERE lane IS NOT NULL;
        RETURN NULL;
      END $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER FUNCTION provider_span(appointment) IMMUTABLE`);
    await db.query(`
      CREATE OR REPLACE FUNCTION next_appointment_number(for_organization uuid) RETURNS text LANGUAGE sql VOLATILE AS $$
        SELECT 'APT-' || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY') || '-' || lpad(n::text, greatest(6, length(n::text)), '0')
        FROM (SELECT nextval(format('appointment_number_%s', number)::regclass) AS n
              FROM organization WHERE id = for_organization) numbered
      $$`);
    await db.query(`
      CREATE OR REPLACE FUNCTION lock_resources(resources uuid[], span tstzrange) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        key bigint;
      BEGIN
        FOR key IN
          SELECT DISTINCT hashtextextended(concat_ws('/', resource, day), 0)
          FROM unnest(resources) resource,
               generate_series(floor(extract(epoch FROM lower(span)) / 86400)::bigint,
                               floor(extract(epoch FROM upper(span)) / 86400)::bigint) day
          WHERE resource IS NOT NULL
          ORDER BY 1
        LOOP
          PERFORM pg_advisory_xact_lock(key);
        END LOOP;
      END $$`);
    await db.query(`
      CREATE OR REPLACE FUNCTION appointment_occupies() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
      DECLARE
        visit tstzrange := tstzrange(NEW.start_time, NEW.end_time);
        wide tstzrange := provider_span(NEW);
        room integer;
      BEGIN
        IF TG_OP = 'UPDATE' AND NOT status_blocks_time(NEW.status) THEN
          DELETE FROM occupancy WHERE appointment_id = NEW.id;
          RETURN NULL;
        END IF;
        IF NOT status_blocks_time(NEW.status) THEN
          RETURN NULL;
        END IF;

        PERFORM lock_resources(ARRAY[NEW.provider_id, NEW.patient_id, NEW.facility_id], wide);
        DELETE FROM occupancy WHERE appointment_id = NEW.id;
        DELETE FROM occupancy
          WHERE resource_id IN (NEW.provider_id, NEW.patient_id, NEW.facility_id)
            AND expires_at <= clock_timestamp() AND during && wide;

        INSERT INTO occupancy (organization_id, resource_kind, resource_id, during, appointment_id, expires_at)
        VALUES (NEW.organization_id, 'provider', NEW.provider_id, wide, NEW.id, NEW.hold_expires_at),
               (NEW.organization_id, 'patient', NEW.patient_id, visit, NEW.id, NEW.hold_expires_at);

        IF NEW.facility_id IS NOT NULL THEN
          -- Shared, against a change of the capacity at this very moment (facility_capacity_changed).
          PERFORM pg_advisory_xact_lock_shared(hashtextextended('capacity/' || NEW.facility_id, 0));
          SELECT capacity INTO room FROM facility WHERE id = NEW.facility_id;
          IF room IS NOT NULL THEN
            INSERT INTO occupancy (organization_id, resource_kind, resource_id, lane, during, appointment_id, expires_at)
            VALUES (NEW.organization_id, 'facility', NEW.facility_id,
                    free_lane(NEW.facility_id, visit, room), visit, NEW.id, NEW.hold_expires_at);
          END IF;
        END IF;
        RETURN NULL;
      END $$`);
  }
}
