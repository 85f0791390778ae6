import { type DigestReader, isLeftToDigest } from './left-to-digest.js';

const NOW = Date.parse('2030-01-07T12:00:00Z');
const TODAY = '2030-01-07T15:00:00+00:00';
const TOMORROW = '2030-01-08T10:00:00+00:00';

const reader = (more: Partial<DigestReader> = {}): DigestReader => ({
  email: 'sarah@example.org',
  phone_number: '+254700000002',
  notification_preferences: { daily_digest: true },
  sms_stopped: false,
  digest: { time: '07:00', timezone: 'UTC', last_date: '2030-01-07' },
  ...more,
});
const event = (start: string, before?: string) => ({
  before: before === undefined ? null : { start_time: before },
  after: { start_time: start },
  details: {},
});

describe('what a provider reads in the digest', () => {
  it('is what can wait', () => {
    expect(isLeftToDigest(event(TOMORROW), 'created', reader(), NOW)).toBe(true);
    expect(isLeftToDigest(event(TODAY), 'created', reader(), NOW)).toBe(false);
    expect(isLeftToDigest(event(TOMORROW, TODAY), 'rescheduled', reader(), NOW)).toBe(false);
  });

  it('is nothing for who has not chosen it, or cannot get it', () => {
    for (const more of [
      { notification_preferences: {} },
      { notification_preferences: { daily_digest: true, email: false } },
      { email: null },
      { digest: null },
    ])
      expect(isLeftToDigest(event(TOMORROW), 'created', reader(more), NOW)).toBe(false);
  });

  it('is every reminder of a visit that a digest lists in time', () => {
    const reminder = (start_time: string) => ({ before: null, after: null, details: { start_time } });
    expect(isLeftToDigest(reminder(TODAY), 'reminder', reader(), NOW)).toBe(true);
    expect(isLeftToDigest(reminder('2030-01-08T06:00:00Z'), 'reminder', reader(), NOW)).toBe(false);
  });

  it('is not the digest itself', () => {
    expect(isLeftToDigest(event(TOMORROW), 'digest', reader(), NOW)).toBe(false);
  });
});
