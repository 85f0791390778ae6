import type { AppointmentFacts, UserFacts } from './message-facts.js';
import { reasonAgainst, reasonAgainstUserMessage } from './still-makes-sense.js';

const HOUR = 3_600_000;
const START = new Date('2030-01-07T10:00:00Z');
const BEFORE = START.getTime() - HOUR;

const visit = (more: Partial<AppointmentFacts> = {}) =>
  ({
    status: 'scheduled',
    status_before: null,
    start_time: START,
    start_time_then: START,
    end_time: new Date(START.getTime() + HOUR),
    is_readers: true,
    hears_of_moves: true,
    is_superseded: false,
    is_booked_since: false,
    ...more,
  }) as AppointmentFacts;

const account = (more: Partial<UserFacts> = {}) =>
  ({ is_active: true, occurred_at: START, ...more }) as UserFacts;

describe('before sending', () => {
  it('a booking is announced while it stands and has not begun', () => {
    expect(reasonAgainst('created', visit(), BEFORE)).toBeNull();
    expect(reasonAgainst('created', visit({ status: 'cancelled' }), BEFORE)).toBe('cancelled');
    expect(reasonAgainst('created', visit({ status: 'proposed' }), BEFORE)).toBe('on_hold');
    expect(reasonAgainst('created', visit({ start_time_then: new Date(0) }), BEFORE)).toBe('moved');
    expect(reasonAgainst('created', visit(), START.getTime())).toBe('past');
  });

  it('a booking that has moved is announced, at its new time, to whom no message tells of the move', () => {
    const moved = visit({ start_time_then: new Date(0), hears_of_moves: false });
    expect(reasonAgainst('created', moved, BEFORE)).toBeNull();
    expect(reasonAgainst('confirmed', moved, BEFORE)).toBeNull();
    expect(reasonAgainst('reminder', moved, BEFORE)).toBe('moved');
  });

  it('a cancellation is told until the visit would have been over', () => {
    const cancelled = visit({ status: 'cancelled', status_before: 'scheduled' });
    expect(reasonAgainst('cancelled', cancelled, BEFORE)).toBeNull();
    expect(reasonAgainst('cancelled', cancelled, START.getTime() + 1)).toBeNull();
    expect(reasonAgainst('cancelled', cancelled, START.getTime() + HOUR)).toBe('past');
    expect(reasonAgainst('cancelled', { ...cancelled, status_before: 'proposed' }, BEFORE)).toBe('on_hold');
  });

  it('a provider hears of visits that are theirs, and of one that is theirs no more', () => {
    const theirs = visit({ is_readers: false });
    for (const message of ['created', 'confirmed', 'updated', 'rescheduled', 'reminder'] as const)
      expect(reasonAgainst(message, theirs, BEFORE)).toBe('moved');
    expect(reasonAgainst('reassigned', theirs, BEFORE)).toBeNull();
    expect(reasonAgainst('reassigned', visit(), BEFORE)).toBe('moved');
    expect(reasonAgainst('reassigned', { ...theirs, status_before: 'proposed' }, BEFORE)).toBe('on_hold');
  });

  it('somebody is reminded of what is coming up, and of nothing else', () => {
    expect(reasonAgainst('reminder', visit(), BEFORE)).toBeNull();
    expect(reasonAgainst('reminder', visit({ status: 'arrived' }), BEFORE)).toBe('status_changed');
    expect(reasonAgainst('reminder', visit({ status: 'cancelled' }), BEFORE)).toBe('cancelled');
    expect(reasonAgainst('reminder', visit({ start_time_then: new Date(0) }), BEFORE)).toBe('moved');
    expect(reasonAgainst('reminder', visit(), START.getTime())).toBe('past');
  });

  it('of two changes the later one is told', () => {
    for (const message of ['updated', 'rescheduled'] as const) {
      expect(reasonAgainst(message, visit(), BEFORE)).toBeNull();
      expect(reasonAgainst(message, visit({ is_superseded: true }), BEFORE)).toBe('superseded');
    }
  });

  it('a missed visit is told while it counts as one', () => {
    expect(reasonAgainst('no_show', visit({ status: 'no_show' }), START.getTime() + 9 * HOUR)).toBeNull();
    expect(reasonAgainst('no_show', visit({ status: 'arrived' }), START.getTime())).toBe('status_changed');
  });

  it('the end of a hold is told to who has nothing else', () => {
    const ended = visit({ status: 'cancelled', status_before: 'proposed' });
    expect(reasonAgainst('hold_expired', ended, BEFORE)).toBeNull();
    expect(reasonAgainst('hold_expired', { ...ended, is_booked_since: true }, BEFORE)).toBe('booked_since');
    expect(reasonAgainst('hold_expired', ended, START.getTime())).toBe('past');
  });

  it('a link to a new password is sent while somebody waits for it', () => {
    expect(reasonAgainstUserMessage('password_reset', account(), START.getTime() + HOUR)).toBeNull();
    expect(reasonAgainstUserMessage('password_reset', account(), START.getTime() + HOUR + 1)).toBe('expired');
    expect(reasonAgainstUserMessage('account_activated', account(), START.getTime() + 9 * HOUR)).toBeNull();
    expect(reasonAgainstUserMessage('password_reset', account({ is_active: false }), BEFORE)).toBe(
      'account_inactive',
    );
  });
});
