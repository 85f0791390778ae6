import { DomainError } from './errors.js';
import { CLINIC_ROLES, ROLES, type Role } from './roles.js';

/** What an appointment can be. `overdue` is no status but a fact: still `scheduled` after its end. */
export const STATUSES = [
  'proposed',
  'pending',
  'scheduled',
  'arrived',
  'checked_in',
  'in_progress',
  'completed',
  'cancelled',
  'no_show',
] as const;
export type Status = (typeof STATUSES)[number];

/**
 * The state machine: from each status, where one may go. The clock forbids no move — clinics run early
 * and late, and write things down afterwards.
 */
export const NEXT_STATUSES: Record<Status, readonly Status[]> = {
  proposed: ['pending', 'scheduled', 'cancelled'],
  pending: ['scheduled', 'cancelled'],
  scheduled: ['arrived', 'checked_in', 'in_progress', 'completed', 'cancelled', 'no_show'],
  arrived: ['checked_in', 'in_progress', 'completed', 'cancelled', 'no_show'],
  checked_in: ['in_progress', 'completed', 'cancelled', 'no_show'],
  in_progress: ['completed'],
  completed: [],
  cancelled: [],
  no_show: [],
};

/** Statuses whose time nobody else may have; the database function `status_blocks_time` says the same. */
export const BLOCKING_STATUSES: readonly Status[] = STATUSES.filter(
  (status) => status !== 'completed' && status !== 'cancelled',
);

/** Only in these may the time, the provider or the facility change. */
export const MOVABLE_STATUSES: readonly Status[] = ['proposed', 'pending', 'scheduled'];

/** Each step of the lifecycle: the status it leads to, who may take it, the column that keeps its time, its event. */
export const STEPS = {
  // Patients confirm what is held for them, and nothing else (`mayTake`).
  confirm: { to: 'scheduled', roles: ROLES, stamp: 'confirmed_at', event: 'appointment.confirmed' },
  arrive: { to: 'arrived', roles: CLINIC_ROLES, stamp: 'arrived_at', event: 'appointment.arrived' },
  'check-in': {
    to: 'checked_in',
    roles: CLINIC_ROLES,
    stamp: 'checked_in_at',
    event: 'appointment.checked_in',
  },
  start: { to: 'in_progress', roles: CLINIC_ROLES, stamp: 'started_at', event: 'appointment.started' },
  complete: { to: 'completed', roles: CLINIC_ROLES, stamp: 'completed_at', event: 'appointment.completed' },
  'mark-no-show': { to: 'no_show', roles: CLINIC_ROLES, stamp: 'no_show_at', event: 'appointment.no_show' },
  cancel: { to: 'cancelled', roles: ROLES, stamp: 'cancelled_at', event: 'appointment.cancelled' },
} as const satisfies Record<string, { to: Status; roles: readonly Role[]; stamp: string; event: string }>;
export type Step = keyof typeof STEPS;

export const CANCELLATION_REASONS = [
  'patient_request',
  'provider_request',
  'clinic_closed',
  'duplicate',
  'other',
] as const;
export type CancellationReason = (typeof CANCELLATION_REASONS)[number];

/** Whether the state machine has this move. */
export function canGo(from: Status, to: Status): boolean {
  return NEXT_STATUSES[from].includes(to);
}

/** @throws illegal_transition naming both statuses */
export function assertCanGo(from: Status, to: Status): void {
  if (!canGo(from, to))
    throw new DomainError('illegal_transition', {
      detail: `An appointment that is ${from} cannot become ${to}.`,
    });
}

/** @throws illegal_transition when the time, the provider or the place can no longer change */
export function assertMovable(status: Status): void {
  if (!MOVABLE_STATUSES.includes(status))
    throw new DomainError('illegal_transition', {
      detail: `An appointment that is ${status} can no longer be moved.`,
    });
}

/** Whether a role takes a step from a status, where the state machine has it. */
export function mayTake(step: Step, role: Role, from: Status): boolean {
  if (role === 'patient' && step === 'confirm') return from === 'proposed';
  return (STEPS[step].roles as readonly Role[]).includes(role);
}

/** Whether a hold has ended, swept or not: it blocks nobody, and can neither be confirmed nor moved. Epoch ms. */
export function hasHoldExpired(status: Status, holdExpiresAt: number | null, now: number): boolean {
  return status === 'proposed' && holdExpiresAt !== null && holdExpiresAt <= now;
}

/** Everything a caller can do with an appointment. */
export const ACTIONS = [...(Object.keys(STEPS) as Step[]), 'reschedule', 'update', 'delete'] as const;
export type Action = (typeof ACTIONS)[number];

/**
 * What a caller who sees the appointment may do with it now. Patients change their own only while it can
 * be moved and has not begun; the clinic writes things down in every status. Times in epoch ms.
 */
export function allowedActions(
  status: Status,
  role: Role,
  start: number,
  now: number,
  holdExpiresAt: number | null = null,
): Action[] {
  const isPatient = role === 'patient';
  const isLate = isPatient && start <= now;
  const isOver = hasHoldExpired(status, holdExpiresAt, now);
  const steps = (Object.keys(STEPS) as Step[]).filter(
    (step) =>
      mayTake(step, role, status) &&
      canGo(status, STEPS[step].to) &&
      !isLate &&
      !(isOver && step === 'confirm'),
  );
  const isMovable = MOVABLE_STATUSES.includes(status) && !isLate && !isOver;
  const actions: Action[] = [...steps];
  if (isMovable) actions.push('reschedule');
  if (!isPatient || isMovable) actions.push('update');
  if (!isPatient && (status === 'cancelled' || canGo(status, 'cancelled'))) actions.push('delete');
  return actions;
}

/** Still `scheduled` after its end: somebody forgot to write down what happened. `now` and `end` in epoch ms. */
export function isOverdue(status: Status, end: number, now: number): boolean {
  return status === 'scheduled' && end < now;
}

/** `scheduled` and still to come. */
export function isUpcoming(status: Status, start: number, now: number): boolean {
  return status === 'scheduled' && start > now;
}
