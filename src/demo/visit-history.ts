import { v7 as uuidv7 } from 'uuid';
import type { Appointment } from '../appointments/appointment.repository.js';
import { assertCanGo, type Status, type Step, STEPS } from '../domain/lifecycle.js';
import type { EventType } from '../events/event-types.js';
import type { Actor } from '../platform/security/actor.js';
import type { DemoVisit } from './demo-visits.js';
import { newRow, type VisitIds } from './visit-row.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A row of the log, as `event` has it. */
export interface PastEvent {
  id: string;
  type: EventType;
  actor: Actor;
  before: Appointment | null;
  after: Appointment;
  occurred_at: Date;
}

export interface VisitHistory {
  appointment: Appointment;
  topicIds: string[];
  events: PastEvent[];
}

/** What lies behind a visit: its row as it is now, and each event that led there, none of them after `now`. */
export function historyOf(
  visit: DemoVisit,
  start: number,
  now: number,
  ids: VisitIds,
  number: string,
): VisitHistory {
  const made = createdAt(visit, start, now);
  const appointment = newRow(visit, start, made, ids, number);
  const created = eventOf('appointment.created', made, ids.patient, null, appointment);
  const history: VisitHistory = { appointment, topicIds: ids.topic_ids, events: [created] };
  for (const [step, at, actor] of stepsOf(visit, appointment, ids)) take(history, step, at, actor, visit);
  if (visit.provider_notes)
    change(history, 'appointment.updated', endOf(appointment) - MINUTE, ids.provider, {
      provider_notes: visit.provider_notes,
    });
  return history;
}

/** Holds are young; what goes on now was booked this morning; everything else, three weeks ahead. */
function createdAt(visit: DemoVisit, start: number, now: number): number {
  if (visit.status === 'proposed') return now;
  return 'minutes' in visit.when ? now - 180 * MINUTE : start - 21 * DAY;
}

type TimedStep = [step: Step, at: number, actor: Actor];

/** The way to a status, with the time of each step. */
function stepsOf(visit: DemoVisit, row: Appointment, { desk, provider, patient }: VisitIds): TimedStep[] {
  const start = row.start_time.getTime();
  const arrive: TimedStep = ['arrive', start - 10 * MINUTE, desk];
  const checkIn: TimedStep = ['check-in', start - 6 * MINUTE, desk];
  const begin: TimedStep = ['start', start + 2 * MINUTE, provider];
  const caller = { patient, provider, staff: desk }[visit.cancellation?.by ?? 'staff'];
  const ways: Partial<Record<Status, TimedStep[]>> = {
    arrived: [arrive],
    checked_in: [arrive, checkIn],
    in_progress: [arrive, checkIn, begin],
    completed: [arrive, checkIn, begin, ['complete', endOf(row) - 2 * MINUTE, provider]],
    no_show: [['mark-no-show', endOf(row) + 5 * MINUTE, desk]],
    cancelled: [['cancel', row.created_at.getTime() + 2 * DAY, caller]],
  };
  return ways[visit.status] ?? [];
}

function take(history: VisitHistory, step: Step, at: number, actor: Actor, visit: DemoVisit): void {
  const { to, stamp, event } = STEPS[step];
  assertCanGo(history.appointment.status, to);
  const columns: Partial<Appointment> = { status: to, [stamp]: new Date(at) };
  if (step === 'cancel') {
    columns.cancelled_by = actor.role;
    columns.cancellation_reason_code = visit.cancellation?.code ?? 'other';
    columns.cancellation_reason_text = visit.cancellation?.text ?? null;
  }
  change(history, event, at, actor, columns);
}

function change(
  history: VisitHistory,
  type: EventType,
  at: number,
  actor: Actor,
  columns: Partial<Appointment>,
): void {
  const before = history.appointment;
  const after = { ...before, ...columns, version: before.version + 1, updated_at: new Date(at) };
  history.appointment = after;
  history.events.push(eventOf(type, at, actor, before, after));
}

/** Ids are of the time that they tell of, so that they sort as the things happened. */
function eventOf(
  type: EventType,
  at: number,
  actor: Actor,
  before: Appointment | null,
  after: Appointment,
): PastEvent {
  return { id: uuidv7({ msecs: at }), type, actor, before, after, occurred_at: new Date(at) };
}

function endOf({ end_time }: Appointment): number {
  return end_time.getTime();
}
