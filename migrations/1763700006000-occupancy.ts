import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The one law: no resource is ever in two places at once.
 *
 * The exclusion constraint is the proof. The trigger keeps the rows true to the appointments on every
 * path — API, script, psql — so that no writer can forget them. The advisory locks, taken in sorted
 * order before anything is written, only make rivals queue instead of deadlock.
 */
export class Occupancy1763700006000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE occupancy (
        organization_id uuid NOT NULL,
        resource_kind   text NOT NULL CHECK (resource_kind IN ('provider', 'patient', 'facility')),
        resource_id     uuid NOT NULL,
        -- Which of a facility's parallel places; providers and patients have lane 0 only.
        lane            smallint NOT NULL DEFAULT 0 CHECK (lane >= 0 AND (lane = 0 OR resource_kind = 'facility')),
        during          tstzrange NOT NULL CHECK (NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during)),
        appointment_id  uuid NOT NULL,
        -- When a hold ends; from then on the row blocks nobody and whoever needs the time removes it.
        expires_at      timestamptz(3),
        PRIMARY KEY (appointment_id, resource_id),
        FOREIGN KEY (organization_id, appointment_id) REFERENCES appointment (organization_id, id) ON DELETE CASCADE,
        CONSTRAINT occupancy_no_overlap EXCLUDE USING gist (resource_id WITH =, lane WITH =, during WITH &&)
      )`);
    await db.query(`CREATE INDEX occupancy_expiring ON occupancy (resource_id) WHERE expires_at IS NOT NULL`);

    await db.query(`
      CREATE FUNCTION status_blocks_time(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT status NOT IN ('completed', 'cancelled')
      $$`);

    // What one appointment holds: the span of each resource. Buffers widen the provider's only.
    await db.query(`
      CREATE FUNCTION provider_span(a appointment) RETURNS tstzrange LANGUAGE sql IMMUTABLE AS $$
        SELECT tstzrange(a.start_time - make_interval(mins => a.buffer_before_minutes),
                         a.end_time + make_interval(mins => a.buffer_after_minutes))
      $$`);

    // One lock per resource and UTC day it is wanted on: whoever could overlap shares at least one of
    // them, and bookings of one facility on two days do not wait for each other. Sorted, so that two
    // transactions can never wait in a circle.
    await db.query(`
      CREATE FUNCTION lock_resources(resources uuid[], span tstzrange) RETURNS void LANGUAGE plpgsql AS $$
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

    // The lowest free lane of a facility, or an exclusion violation when all are taken. Counting lanes
    // (and not only looking for a gap) keeps the limit after a capacity was lowered.
    await db.query(`
      CREATE FUNCTION free_lane(facility uuid, span tstzrange, capacity integer) RETURNS smallint
      LANGUAGE plpgsql SET enable_seqscan = off AS $$
      DECLARE
        taken smallint[];
        lane smallint := 0;
      BEGIN
        SELECT coalesce(array_agg(DISTINCT o.lane), '{}') INTO taken
          FROM occupancy o WHERE o.resource_id = facility AND o.during && span;
        IF cardinality(taken) >= capacity THEN
          RAISE EXCEPTION 'every lane of facility % is taken', facility
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'occupancy_no_overlap', TABLE = 'occupancy';
        END IF;
        WHILE lane = ANY (taken) LOOP
          lane := lane + 1;
        END LOOP;
        RETURN lane;
      END $$`);

    // Sequential scans are off inside: plans are kept for as long as a connection lives, and one that was
    // made while the table was nearly empty would go on reading all of it (measured: half the bookings a second).
    await db.query(`
      CREATE FUNCTION appointment_occupies() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
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
    await db.query(`
      CREATE TRIGGER appointment_occupies_when_made AFTER INSERT ON appointment
      FOR EACH ROW EXECUTE FUNCTION appointment_occupies()`);
    // A change of status that keeps blocking touches nothing.
    await db.query(`
      CREATE TRIGGER appointment_occupies_when_changed AFTER UPDATE ON appointment
      FOR EACH ROW
      WHEN ((status_blocks_time(OLD.status), OLD.provider_id, OLD.patient_id, OLD.facility_id, OLD.start_time, OLD.end_time,
             OLD.buffer_before_minutes, OLD.buffer_after_minutes, OLD.hold_expires_at)
            IS DISTINCT FROM
            (status_blocks_time(NEW.status), NEW.provider_id, NEW.patient_id, NEW.facility_id, NEW.start_time, NEW.end_time,
             NEW.buffer_before_minutes, NEW.buffer_after_minutes, NEW.hold_expires_at))
      EXECUTE FUNCTION appointment_occupies()`);

    // Written by the appointment's trigger alone: a row made by hand could point at a resource of another
    // organization, or free a time that is still booked.
    await db.query(`
      CREATE FUNCTION occupancy_follows_appointments() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'occupancy follows the appointments; change those'
          USING ERRCODE = 'check_violation', CONSTRAINT = 'occupancy_follows_appointments';
      END $$`);
    await db.query(`
      CREATE TRIGGER occupancy_follows_appointments BEFORE INSERT OR UPDATE OR DELETE ON occupancy
      FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION occupancy_follows_appointments()`);

    // From unlimited to limited, what is already booked takes lanes (beyond the capacity where need be:
    // nobody is sent home); from limited to unlimited, the lanes go.
    await db.query(`
      CREATE FUNCTION facility_capacity_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        booked appointment;
        span tstzrange;
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('capacity/' || NEW.id, 0));
        IF NEW.capacity IS NULL THEN
          DELETE FROM occupancy WHERE resource_id = NEW.id;
          RETURN NULL;
        END IF;
        FOR booked IN SELECT * FROM appointment
                      WHERE facility_id = NEW.id AND end_time > now() AND deleted_at IS NULL AND status_blocks_time(status)
                      ORDER BY start_time, id
        LOOP
          span := tstzrange(booked.start_time, booked.end_time);
          INSERT INTO occupancy (organization_id, resource_kind, resource_id, lane, during, appointment_id, expires_at)
          VALUES (booked.organization_id, 'facility', NEW.id, free_lane(NEW.id, span, 32767), span, booked.id, booked.hold_expires_at);
        END LOOP;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER facility_capacity_changed AFTER UPDATE OF capacity ON facility
      FOR EACH ROW WHEN ((OLD.capacity IS NULL) <> (NEW.capacity IS NULL))
      EXECUTE FUNCTION facility_capacity_changed()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TRIGGER facility_capacity_changed ON facility`);
    await db.query(`DROP TRIGGER appointment_occupies_when_made ON appointment`);
    await db.query(`DROP TRIGGER appointment_occupies_when_changed ON appointment`);
    await db.query(`DROP TABLE occupancy`);
    await db.query(`
      DROP FUNCTION facility_capacity_changed, appointment_occupies, occupancy_follows_appointments, free_lane,
                    lock_resources, provider_span, status_blocks_time`);
  }
}
