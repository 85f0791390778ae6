import { ALL_CHANNELS, changePreferences } from './notification-preferences.js';

describe('changePreferences', () => {
  it('keeps the channels that the change does not name', () => {
    expect(changePreferences(ALL_CHANNELS, { sms: false })).toEqual({ email: true, sms: false });
    expect(changePreferences({ email: false, sms: false }, { sms: true })).toEqual({
      email: false,
      sms: true,
    });
    expect(changePreferences(ALL_CHANNELS, undefined)).toEqual(ALL_CHANNELS);
  });
});
