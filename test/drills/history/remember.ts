import type { Pool } from 'pg';
import type { Clients } from './clients.js';
import type { History, Logged, Occupied, State } from './record.js';

/** An appointment as a row of JSON, with instants for times. */
const stateOf = (row: string): string => `CASE WHEN ${row} IS NOT NULL THEN jsonb_build_object(
  'id', ${row}->'id', 'version', ${row}->'version', 'status', ${row}->'status',
  'provider_id', ${row}->'provider_id', 'patient_id', ${row}->'patient_id', 'facility_id', ${row}->'facility_id',
  'start', ${instantOf(`(${row}->>'start_time')::timestamptz`)}, 'end', ${instantOf(`(${row}->>'end_time')::timestamptz`)},
  'buffer_before_minutes', ${row}->'buffer_before_minutes', 'buffer_after_minutes', ${row}->'buffer_after_minutes',
  'hold_expires_at', ${instantOf(`(${row}->>'hold_expires_at')::timestamptz`)}) END`;

function instantOf(timestamp: string): string {
  return `(extract(epoch FROM ${timestamp}) * 1000)::float8`;
}

/**
 * Lets the database note down in which transaction each event is written. When that one was committed the server knows
 * (`track_commit_timestamp`): the event's own time is when it was about to be.
 */
export async function watchCommits(db: Pool): Promise<void> {
  await db.query(`CREATE TABLE drill_witness (event_id uuid NOT NULL)`);
  await db.query(`
    CREATE FUNCTION drill_witness() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO drill_witness VALUES (NEW.id);
      RETURN NULL;
    END $$`);
  await db.query(`
    CREATE TRIGGER drill_witness AFTER INSERT ON event FOR EACH ROW
    WHEN (NEW.subject_type = 'appointment') EXECUTE FUNCTION drill_witness()`);
}

/** What the clients remember, beside what the database holds. */
export async function rememberAll(db: Pool, { asked }: Clients): Promise<History> {
  const events = await db.query<Logged>(
    `SELECT type, request_id AS request, ${stateOf('before')} AS before, ${stateOf('after')} AS after,
            ${instantOf('pg_xact_commit_timestamp(w.xmin)')} AS committed
     FROM event JOIN drill_witness w ON w.event_id = event.id ORDER BY committed, (after->>'version')::int`,
  );
  const appointments = await db.query<{ state: State }>(
    `SELECT ${stateOf('to_jsonb(a)')} AS state FROM appointment a`,
  );
  const occupancy = await db.query<Occupied>(
    `SELECT appointment_id, resource_id, ${instantOf('lower(during)')} AS start, ${instantOf('upper(during)')} AS "end"
     FROM occupancy`,
  );
  const limited = await db.query<{ id: string; capacity: number }>(
    `SELECT id, capacity FROM facility WHERE capacity IS NOT NULL`,
  );
  return {
    asked,
    events: events.rows,
    appointments: appointments.rows.map(({ state }) => state),
    occupancy: occupancy.rows,
    capacities: Object.fromEntries(limited.rows.map(({ id, capacity }) => [id, capacity])),
  };
}
