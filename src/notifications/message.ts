import type { Kind } from '../domain/notification-preferences.js';

/** The words of a notification, as they stand in its row and in the API. */
export const CHANNELS = ['email', 'sms'] as const;
export type Channel = (typeof CHANNELS)[number];

export const RECIPIENTS = ['patient', 'provider', 'user'] as const;
export type Recipient = (typeof RECIPIENTS)[number];

/** `sent`: a gateway took it. `delivered`: a receipt said that it arrived; not every gateway gives one. */
export const NOTIFICATION_STATUSES = ['queued', 'sent', 'delivered', 'failed', 'skipped'] as const;
export type NotificationStatus = (typeof NOTIFICATION_STATUSES)[number];

/** What a message says. */
export const APPOINTMENT_MESSAGES = [
  'created',
  'updated',
  'rescheduled',
  'cancelled',
  'confirmed',
  'no_show',
  'reminder',
  /** To the provider whom a visit was taken from. */
  'reassigned',
  /** To the patient whom a time was held for. */
  'hold_expired',
] as const;
export const PROVIDER_MESSAGES = ['digest'] as const;
export const USER_MESSAGES = ['account_activated', 'password_reset'] as const;
export const MESSAGES = [...APPOINTMENT_MESSAGES, ...PROVIDER_MESSAGES, ...USER_MESSAGES] as const;
export type AppointmentMessage = (typeof APPOINTMENT_MESSAGES)[number];
export type ProviderMessage = (typeof PROVIDER_MESSAGES)[number];
export type UserMessage = (typeof USER_MESSAGES)[number];
export type Message = AppointmentMessage | ProviderMessage | UserMessage;

/** What a person chooses to get or not; null: not a matter of choice, or chosen by a switch of its own. */
export const KIND_OF_MESSAGE = {
  created: 'bookings',
  confirmed: 'bookings',
  updated: 'changes',
  rescheduled: 'changes',
  reassigned: 'changes',
  cancelled: 'cancellations',
  no_show: 'cancellations',
  hold_expired: 'cancellations',
  reminder: 'reminders',
  digest: null,
  account_activated: null,
  password_reset: null,
} as const satisfies Record<Message, Kind | null>;

/** Why somebody was not written to. */
export const SKIP_REASONS = [
  'no_address',
  'opted_out',
  /** Somebody said STOP from that phone. Only START, from there, lets text messages come again. */
  'stopped',
  /** The channel has no gateway: `SMTP_URL` is not set. */
  'not_configured',
  /** Called off before its booking was announced. */
  'cancelled',
  /** Moved since then: the message about the move says where to. */
  'moved',
  /** The visit is over, or has begun. */
  'past',
  /** Only held for somebody: nobody was told, nobody needs to be. */
  'on_hold',
  /** Asked for too long ago to be expected any more. */
  'expired',
  /** The account is switched off. */
  'account_inactive',
  /** Told in the provider's digest instead. */
  'in_digest',
  /** The visit is not any more what this message says of it: checked in, and not coming up. */
  'status_changed',
  /** A later message says all that this one would. */
  'superseded',
  /** The hold ended, and the patient has an appointment all the same. */
  'booked_since',
  /** A digest of a day without visits and without changes. */
  'nothing_to_say',
  /** This person got so many within the hour, hour after hour, that it found no room for a day. */
  'too_many',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];
