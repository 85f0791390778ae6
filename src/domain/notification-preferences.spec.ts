import {
  changePreferences,
  fullPreferences,
  fullProviderPreferences,
  isWanted,
  KINDS,
} from './notification-preferences.js';

const ON = { email: true, sms: true };
const EVERYTHING = {
  ...ON,
  kinds: { bookings: ON, changes: ON, cancellations: ON, reminders: ON },
};

describe('preferences', () => {
  it('are on where nobody has said otherwise, but the digest', () => {
    expect(fullPreferences({})).toEqual(EVERYTHING);
    expect(fullProviderPreferences({ email: true, sms: true })).toEqual({
      ...EVERYTHING,
      daily_digest: false,
    });
  });

  it('keep what a change does not name, at every level', () => {
    const first = changePreferences({}, { sms: false, kinds: { reminders: { email: false } } });
    const second = changePreferences(first, {
      email: false,
      kinds: { reminders: { sms: false }, changes: {} },
    });
    expect(fullPreferences(second)).toEqual({
      email: false,
      sms: false,
      kinds: { ...EVERYTHING.kinds, reminders: { email: false, sms: false } },
    });
    expect(changePreferences(second)).toEqual(second);
    const digest = changePreferences(second, { daily_digest: true });
    expect(fullProviderPreferences(changePreferences(digest, { sms: true })).daily_digest).toBe(true);
  });

  it('say nothing more of an old row than it said', () => {
    expect(changePreferences(ON)).toEqual(ON);
  });
});

describe('what is wanted', () => {
  it('is asked of the channel first, then of the kind', () => {
    for (const kind of [...KINDS, null]) {
      expect(isWanted({}, 'email', kind)).toBe(true);
      expect(isWanted({ sms: false, kinds: EVERYTHING.kinds }, 'sms', kind)).toBe(false);
      expect(isWanted({ kinds: { reminders: { sms: false } } }, 'sms', kind)).toBe(kind !== 'reminders');
      expect(isWanted({ kinds: { reminders: { sms: false } } }, 'email', kind)).toBe(true);
    }
  });
});
