import { DomainError } from './errors.js';
import {
  allowedActions,
  assertCanGo,
  assertMovable,
  BLOCKING_STATUSES,
  canGo,
  hasHoldExpired,
  isOverdue,
  isUpcoming,
  STATUSES,
  type Status,
  type Step,
  STEPS,
} from './lifecycle.js';
import { ROLES, type Role } from './roles.js';

const START = Date.UTC(2030, 0, 7, 10);
const END = START + 30 * 60_000;

/** domain.md's table, written again by hand: the code must agree with it move by move. */
const MOVES: Record<Status, Status[]> = {
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
const pairs = STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const));

describe('the state machine', () => {
  it.each(pairs)('%s → %s', (from, to) => {
    const expected = MOVES[from].includes(to);
    expect(canGo(from, to)).toBe(expected);
    const attempt = (): void => assertCanGo(from, to);
    if (expected) return expect(attempt).not.toThrow();
    const detail = `An appointment that is ${from} cannot become ${to}.`;
    expect(attempt).toThrow(expect.objectContaining({ code: 'illegal_transition', details: { detail } }));
  });

  it('blocks time in every status but completed and cancelled', () => {
    expect(STATUSES.filter((status) => !BLOCKING_STATUSES.includes(status))).toEqual([
      'completed',
      'cancelled',
    ]);
  });

  it.each(STATUSES)('lets %s be moved only before anybody came', (status) => {
    const attempt = (): void => assertMovable(status);
    if (['proposed', 'pending', 'scheduled'].includes(status)) expect(attempt).not.toThrow();
    else expect(attempt).toThrow(DomainError);
  });
});

describe('allowedActions', () => {
  const cells = STATUSES.flatMap((status) => ROLES.map((role) => [status, role] as const));

  it.each(cells)('%s as %s offers exactly the steps that would be taken', (status, role) => {
    const actions = allowedActions(status, role, START, START - 1);
    for (const step of Object.keys(STEPS) as Step[]) {
      const { roles, to } = STEPS[step];
      const isForClinic = role === 'patient' && step === 'confirm' && status !== 'proposed';
      const isOffered =
        (roles as readonly Role[]).includes(role) && MOVES[status].includes(to) && !isForClinic;
      expect([step, actions.includes(step)]).toEqual([step, isOffered]);
    }
  });

  it('offers patients only cancel, reschedule and update, to confirm their holds, and only before the start', () => {
    for (const status of STATUSES) {
      const own = ['cancel', 'reschedule', 'update', ...(status === 'proposed' ? ['confirm'] : [])];
      expect(own).toEqual(expect.arrayContaining(allowedActions(status, 'patient', START, START - 1)));
      expect(allowedActions(status, 'patient', START, START)).toEqual([]);
    }
  });

  it('offers the clinic to write things down in every status, and to delete what can be cancelled or is', () => {
    for (const status of STATUSES) {
      const actions = allowedActions(status, 'staff', START, END);
      expect(actions).toContain('update');
      expect(actions.includes('delete')).toBe(status === 'cancelled' || MOVES[status].includes('cancelled'));
    }
  });
});

describe('a hold', () => {
  it('ends at its very millisecond, and then can only be called off or noted on', () => {
    expect(hasHoldExpired('proposed', START - 1, START - 1)).toBe(true);
    expect(hasHoldExpired('proposed', START, START - 1)).toBe(false);
    expect(hasHoldExpired('scheduled', null, START)).toBe(false);
    expect(allowedActions('proposed', 'staff', START, START - 1, START - 1)).toEqual([
      'cancel',
      'update',
      'delete',
    ]);
    expect(allowedActions('proposed', 'patient', START, START - 1, START - 1)).toEqual(['cancel']);
    expect(allowedActions('proposed', 'patient', START, START - 1, START)).toEqual([
      'confirm',
      'cancel',
      'reschedule',
      'update',
    ]);
  });
});

describe('facts of the clock', () => {
  it('is overdue while scheduled and after the end, to the millisecond', () => {
    expect(isOverdue('scheduled', END, END)).toBe(false);
    expect(isOverdue('scheduled', END, END + 1)).toBe(true);
    expect(isOverdue('arrived', END, END + 1)).toBe(false);
  });

  it('is upcoming while scheduled and before the start', () => {
    expect(isUpcoming('scheduled', START, START - 1)).toBe(true);
    expect(isUpcoming('scheduled', START, START)).toBe(false);
    expect(isUpcoming('cancelled', START, START - 1)).toBe(false);
  });
});
