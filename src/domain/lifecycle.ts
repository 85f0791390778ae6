import { DomainError } from './errors.js';
import { CLINIC_ROLES, type Role } from './roles.js';

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
export const BLOCKING_STATUSES = STATUSES.filter((status) => status !== 'completed' && status !== 'cancelled');

/** Only in these may the time, the provider or the facility change. */
export const MOVABLE_STATUSES: readonly Status[] = ['proposed', 'pending', 'scheduled'];

/** Each step of the lifecycle: the status it leads to, who may take it, the column that keeps its time. */
export const STEPS = {
  confirm: { to: 'scheduled', roles: CLINIC_ROLES, stamp: 'confirmed_at' },
  arrive: { to: 'arrived', roles: CLINIC_ROLES, stamp: 'arrived_at' },
  'check-in': { to: 'checked_in', roles: CLINIC_ROLES, stamp: 'checked_in_at' },
  start: { to: 'in_progress', roles: CLINIC_ROLES, stamp: 'started_at' },
  complete: { to: 'completed', roles: CLINIC_ROLES, stamp: 'completed_at' },
  'mark-no-show': { to: 'no_show', roles: CLINIC_ROLES, stamp: 'no_show_at' },
  cancel: { to: 'cancelled', roles: [...CLINIC_ROLES, 'patient'], stamp: 'cancelled_at' },
} as const satisfies Record<string, { to: Status; roles: readonly Role[]; stamp: string }>;
export type Step = keyof typeof STEPS;

export const CANCELLATION_REASONS = ['patient_request', 'provider_request', 'clinic_closed', 'duplicate', 'other'] as const;
export type CancellationReason = (typeof CANCELLATION_REASONS)[number];

/** Whether the state machine has this move. */
export function canGo(from: Status, to: Status): boolean {
  return NEXT_STATUSES[from].includes(to);
}

/** @throws illegal_transition naming both statuses */
export function assertCanGo(from: Status, to: Status): void {
  if (!canGo(from, to))
    throw new DomainError('illegal_transition', { detail: `An appointment that is ${from} cannot become ${to}.` });
}

/** Still `scheduled` after its end: somebody forgot to write down what happened. `now` and `end` in epoch ms. */
export function isOverdue(status: Status, end: number, now: number): boolean {
  return status === 'scheduled' && end < now;
}

/** `scheduled` and still to come. */
export function isUpcoming(status: Status, start: number, now: number): boolean {
  return status === 'scheduled' && start > now;
}
