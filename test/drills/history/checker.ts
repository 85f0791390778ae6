import {
  BLOCKING_STATUSES,
  canGo,
  MOVABLE_STATUSES,
  type Status,
  type Step,
  STEPS,
} from '../../../src/domain/lifecycle.js';
import type { EventType } from '../../../src/events/event-types.js';
import type { Asked, History, Logged, State, Wish } from './record.js';

const MINUTE = 60_000;

/** What happens in the log when a wish is granted. */
const EVENT_OF: Record<Wish, EventType> = {
  book: 'appointment.created',
  reschedule: 'appointment.rescheduled',
  update: 'appointment.updated',
  confirm: STEPS.confirm.event,
  arrive: STEPS.arrive.event,
  'check-in': STEPS['check-in'].event,
  start: STEPS.start.event,
  complete: STEPS.complete.event,
  'mark-no-show': STEPS['mark-no-show'].event,
  cancel: STEPS.cancel.event,
};

/** The status that an event leads to; those that are missing keep it. */
const STATUS_AFTER = new Map<EventType, Status>([
  ...(Object.keys(STEPS) as Step[]).map((step): [EventType, Status] => [STEPS[step].event, STEPS[step].to]),
  ['appointment.hold_expired', 'cancelled'],
]);

/** Nobody asks for these, and an appointment stays as it is. */
const REMARKS: readonly string[] = ['appointment.reminder_due'];
const OF_THE_SYSTEM: readonly EventType[] = ['appointment.hold_expired'];

/** Everything in a history that must not be; nothing, where every promise was kept. */
export function complaintsAbout(history: History): string[] {
  const changes = history.events.filter(({ type }) => !REMARKS.includes(type));
  const lives = grouped(changes, ({ after }) => after.id);
  return [
    ...[...lives.values()].flatMap(brokenMoves),
    ...brokenWords(history.asked, changes, lives),
    ...overlaps(lives, history.capacities),
    ...differences(
      'an appointment is not what its last event says',
      history.appointments.map(describeState),
      [...lives.values()].map((life) => describeState(life.at(-1)!.after)),
    ),
    ...differences(
      'occupancy is not what the statuses say',
      history.occupancy.map((row) => `${row.appointment_id} ${row.resource_id} ${row.start} ${row.end}`),
      history.appointments.flatMap((state) => holdsOf(state, history.capacities)),
    ),
  ];
}

/** Each change begins where the last one ended, is the next version, and is a move that the lifecycle has. */
function brokenMoves(life: readonly Logged[]): string[] {
  return life.flatMap((event, n) => {
    const previous = life[n - 1]?.after ?? null;
    const problem = isContinued(previous, event)
      ? moveProblem(event)
      : 'does not begin where the last one ended';
    return problem === null
      ? []
      : [`${event.after.id} version ${event.after.version}, ${event.type}: ${problem}`];
  });
}

function isContinued(previous: State | null, { before, after }: Logged): boolean {
  const version = (previous?.version ?? 0) + 1;
  return JSON.stringify(previous) === JSON.stringify(before) && after.version === version;
}

function moveProblem({ type, before, after }: Logged): string | null {
  const expected = STATUS_AFTER.get(type) ?? before?.status;
  if (before === null) {
    const isBegun = type === 'appointment.created' && ['scheduled', 'proposed'].includes(after.status);
    return isBegun ? null : `begins as ${after.status}`;
  }
  if (after.status !== expected) return `leads from ${before.status} to ${after.status}`;
  if (STATUS_AFTER.has(type)) return canGo(before.status, after.status) ? null : `not from ${before.status}`;
  const isMoved = before.start !== after.start || before.provider_id !== after.provider_id;
  return isMoved && !MOVABLE_STATUSES.includes(before.status) ? `moved when ${before.status}` : null;
}

/** What was done happened once, and is shown as it is; what was refused never; what nobody knows at most once. */
function brokenWords(
  asked: readonly Asked[],
  changes: readonly Logged[],
  lives: ReadonlyMap<string, readonly Logged[]>,
): string[] {
  const byRequest = grouped(changes, ({ request }) => request ?? '');
  const complaints = asked.flatMap((wish) => {
    const happened = wish.requests.flatMap((request) => byRequest.get(request) ?? []);
    const problem = wordProblem(wish, happened) ?? viewProblem(wish, lives);
    return problem === null ? [] : [`${wish.wish} ${wish.requests.join(' ')}: ${problem}`];
  });
  const known = new Set(asked.flatMap(({ requests }) => requests));
  const strange = changes.filter(({ type, request }) =>
    request === null ? !OF_THE_SYSTEM.includes(type) : !known.has(request),
  );
  return [...complaints, ...strange.map(({ type, after }) => `${after.id}: nobody asked for ${type}`)];
}

function wordProblem({ wish, outcome }: Asked, happened: readonly Logged[]): string | null {
  const times = happened.length;
  if (outcome === 'done' && times !== 1) return `acknowledged, and happened ${times} times`;
  if (outcome === 'refused' && times > 0) return 'refused, and happened';
  if (times > 1) return `happened ${times} times`;
  const [event] = happened;
  if (!event || event.type === EVENT_OF[wish]) return null;
  // Moved to the time that it had already: nothing was moved.
  if (wish === 'reschedule' && event.type === 'appointment.updated' && isWhereItWas(event)) return null;
  return `became ${event.type}`;
}

function isWhereItWas({ before, after }: Logged): boolean {
  return before !== null && before.start === after.start && before.end === after.end;
}

function viewProblem({ shown }: Asked, lives: ReadonlyMap<string, readonly Logged[]>): string | null {
  if (!shown) return null;
  const version = lives.get(shown.id)?.find(({ after }) => after.version === shown.version);
  if (!version) return `version ${shown.version} was shown, and there is none`;
  return version.after.status === shown.status
    ? null
    : `shown as ${shown.status}, and was ${version.after.status}`;
}

/** A resource's time, held from one instant of the clock to another. */
interface Held {
  appointment: string;
  resource: string;
  start: number;
  end: number;
  from: number;
  until: number;
}

/** At no instant of the whole history did a resource hold more than it can. */
function overlaps(
  lives: ReadonlyMap<string, readonly Logged[]>,
  capacities: Record<string, number>,
): string[] {
  const held = [...lives.values()].flatMap((life) =>
    life.flatMap((event, n) => heldBy(event, life[n + 1], capacities)),
  );
  const byResource = grouped(held, ({ resource }) => resource);
  return [...byResource].flatMap(([resource, all]) =>
    all.flatMap((one) => {
      const others = all.filter(
        (other) =>
          other.from <= one.from && one.from < other.until && other.start < one.end && one.start < other.end,
      );
      const most = Math.max(...others.map(({ start }) => countAt(others, Math.max(start, one.start))));
      if (most <= (capacities[resource] ?? 1)) return [];
      const names = others.map(({ appointment }) => appointment);
      return [`${resource} was in ${most} places at once: ${names.join(', ')}`];
    }),
  );
}

function countAt(held: readonly Held[], instant: number): number {
  return held.filter(({ start, end }) => start <= instant && instant < end).length;
}

function heldBy(
  { after, committed }: Logged,
  next: Logged | undefined,
  capacities: Record<string, number>,
): Held[] {
  // A hold that has expired holds nothing, whenever somebody writes that down.
  const until = Math.min(next?.committed ?? Infinity, after.hold_expires_at ?? Infinity);
  return spansOf(after, capacities).map((span) => ({
    ...span,
    appointment: after.id,
    from: committed,
    until,
  }));
}

function spansOf(
  state: State,
  capacities: Record<string, number>,
): { resource: string; start: number; end: number }[] {
  if (!BLOCKING_STATUSES.includes(state.status)) return [];
  const { start, end, facility_id: facility } = state;
  const wide = {
    start: start - state.buffer_before_minutes * MINUTE,
    end: end + state.buffer_after_minutes * MINUTE,
  };
  const people = [
    { resource: state.provider_id, ...wide },
    { resource: state.patient_id, start, end },
  ];
  const isLimited = facility !== null && facility in capacities;
  return isLimited ? [...people, { resource: facility, start, end }] : people;
}

function holdsOf(state: State, capacities: Record<string, number>): string[] {
  return spansOf(state, capacities).map(
    ({ resource, start, end }) => `${state.id} ${resource} ${start} ${end}`,
  );
}

function grouped<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const group = groups.get(keyOf(each));
    if (group) group.push(each);
    else groups.set(keyOf(each), [each]);
  }
  return groups;
}

function describeState(state: State): string {
  return JSON.stringify(state);
}

function differences(what: string, found: readonly string[], expected: readonly string[]): string[] {
  const [isFound, isExpected] = [new Set(found), new Set(expected)];
  return [
    ...found.filter((each) => !isExpected.has(each)).map((each) => `${what}: there is ${each}`),
    ...expected.filter((each) => !isFound.has(each)).map((each) => `${what}: missing is ${each}`),
  ];
}
