import { maskAddress, reasonNotToWrite } from './contact.js';

const everybody = {
  email: 'amina@example.org',
  phone_number: '+254712345678',
  notification_preferences: {},
  sms_stopped: false,
};

describe('a contact', () => {
  it('can be written to unless there is no address, or they do not want it', () => {
    expect(reasonNotToWrite(everybody, 'email', 'created')).toBeNull();
    expect(reasonNotToWrite({ ...everybody, phone_number: null }, 'sms', 'created')).toBe('no_address');
    const silent = { ...everybody, phone_number: null, notification_preferences: { sms: false } };
    expect(reasonNotToWrite(silent, 'sms', 'created')).toBe('opted_out');
    expect(reasonNotToWrite(silent, 'email', 'created')).toBeNull();
  });

  it('whose phone said STOP gets emails alone', () => {
    const stopped = { ...everybody, sms_stopped: true };
    expect(reasonNotToWrite(stopped, 'sms', 'created')).toBe('stopped');
    expect(reasonNotToWrite(stopped, 'email', 'created')).toBeNull();
  });

  it('is told what they want to hear of, and of their account always', () => {
    const choosy = { ...everybody, notification_preferences: { kinds: { changes: { sms: false } } } };
    expect(reasonNotToWrite(choosy, 'sms', 'rescheduled')).toBe('opted_out');
    expect(reasonNotToWrite(choosy, 'email', 'rescheduled')).toBeNull();
    expect(reasonNotToWrite(choosy, 'sms', 'cancelled')).toBeNull();
    expect(reasonNotToWrite(choosy, 'email', 'password_reset')).toBeNull();
  });

  it.each([
    ['amina@example.org', 'a***@example.org'],
    ['+254712345678', '+254***678'],
    ['+2547123', '***'],
  ])('%s is shown as %s', (address, masked) => expect(maskAddress(address)).toBe(masked));
});
