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

  it('a cancellation is told until the visit would have been over', () => {
    const cancelled = visit({ status: 'cancelled', status_before: 'scheduled' });
    expect(reasonAgainst('cancelled', cancelled, BEFORE)).toBeNull();
    expect(reasonAgainst('cancelled', cancelled, START.getTime() + 1)).toBeNull();
    expect(reasonAgainst('cancelled', cancelled, START.getTime() + HOUR)).toBe('past');
    expect(reasonAgainst('cancelled', { ...cancelled, status_before: 'proposed' }, BEFORE)).toBe('on_hold');
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
