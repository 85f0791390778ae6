import { v7 as uuidv7 } from 'uuid';
import { BookingRepository } from '../../src/appointments/booking.repository.js';
import { SessionRepository } from '../../src/identity/session.repository.js';
import type { Actor } from '../../src/platform/security/actor.js';
import { type Statement, statementsOf } from './captured.js';
import type { Lane } from './fill-world.js';
import { SLOTS_OF_DAY, startOfSlot } from './slots.js';
import type { World } from './worlds.js';

/** The one person who is signed in. */
export async function signedIn(world: World): Promise<Actor> {
  const { rows } = await world.db.query<Actor>(
    `SELECT s.id AS session_id, s.user_id, s.organization_id, u.role, NULL AS patient_id, NULL AS provider_id
     FROM session s JOIN user_account u ON u.id = s.user_id`,
  );
  const [actor] = rows;
  if (!actor) throw new Error('nobody is signed in');
  return actor;
}

/** The statements of one booking, as the API sends them: who calls, what the rules ask, what is written. */
export async function bookingStatements(actor: Actor, lane: Lane, slot: number): Promise<Statement[]> {
  const start = startOfSlot(slot);
  const [bookings, sessions] = [new BookingRepository(), new SessionRepository()];
  const named = { organization_id: actor.organization_id, ...lane, patient_uhid: null, topic_ids: [] };
  const visit = { ...lane, ...PLAIN, start_time: start, end_time: new Date(start.getTime() + 30 * 60_000) };
  return statementsOf(async (tx) => {
    await sessions.findActor(tx, actor.session_id);
    await bookings.load(tx, named, start.getTime());
    await bookings.write(tx, actor, visit, []);
  });
}

const PLAIN = {
  buffer_before_minutes: 0,
  buffer_after_minutes: 0,
  appointment_type: 'consultation',
  service_type: null,
  specialty: null,
  modality: 'in_person',
  video_url: null,
  reason: 'Checkup',
  patient_instruction: null,
  priority: 5,
  payment_mode: 'none',
  notes: null,
  hold_expires_at: null,
} as const;

/**
 * The same statements as a script of pgbench. What does not change between bookings is a constant or a variable of
 * that value; people are looked up once a connection, and times are counted up.
 * @param lanes whose turn it is by `client_id`
 */
export async function bookingScript(
  actor: Actor,
  lanes: readonly Lane[],
): Promise<{ script: string; variables: Record<string, string> }> {
  const [lane] = lanes;
  if (!lane) throw new Error('no lane');
  const first = await bookingStatements(actor, lane, 0);
  const names = new Map<unknown, string>([
    ...Object.entries(lane).map(([name, id]): [unknown, string] => [id, `:${name}`]),
    [startOfSlot(0).toISOString(), 'to_timestamp(:start)'],
    [startOfSlot(1).toISOString(), 'to_timestamp(:start + 1800)'],
  ]);
  const variables: Record<string, string> = {};
  const known = new Set<unknown>([actor.session_id, actor.user_id, actor.organization_id]);
  const rename = (value: unknown): string => {
    if (value === null) return 'NULL';
    const text = textOf(value);
    const name =
      names.get(text) ?? (isFresh(text, known) ? freshId(names.size) : variableOf(text, variables));
    names.set(text, name);
    return name;
  };
  const statements = first.map(({ text, values }) =>
    text.replace(/\$(\d+)/g, (_, number) => rename(values[Number(number) - 1])),
  );
  return { script: `${preamble(lanes)}${statements.join(';\n')};\n`, variables: { ...variables, n: '-1' } };
}

/** As `pg` writes it; the only list here is the empty one of topics. */
function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? '{}' : String(value);
}

const NEW_ID = uuidv7().slice(0, 8);

/** An id that was made for this booking: its time is now. */
function isFresh(text: string, known: ReadonlySet<unknown>): boolean {
  return !known.has(text) && text.startsWith(NEW_ID.slice(0, 6)) && text.length === 36;
}

/** pgbench makes no UUIDs; its own count does as well, and grows as a UUIDv7 does. */
function freshId(salt: number): string {
  return `lpad((${salt} * 10000000000 + :n * 100 + :client_id)::text, 32, '0')::uuid`;
}

function variableOf(text: string, variables: Record<string, string>): string {
  const name = `v${Object.keys(variables).length}`;
  variables[name] = text;
  return `:${name}`;
}

function preamble(lanes: readonly Lane[]): string {
  const columns = ['provider_id', 'patient_id', 'facility_id'] as const;
  const values = lanes.map((lane, n) => `(${n}, ${columns.map((name) => `'${lane[name]}'`).join(', ')})`);
  return `\\set n :n + 1
\\if :n = :first
SELECT ${columns.join(', ')} FROM (VALUES ${values.join(', ')}) lane (n, ${columns.join(', ')}) WHERE n = :client_id \\gset
\\endif
\\set start ${startOfSlot(0).getTime() / 1_000} + :n / ${SLOTS_OF_DAY} * 86400 + :n % ${SLOTS_OF_DAY} * 1800
`;
}
