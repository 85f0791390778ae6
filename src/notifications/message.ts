/** The words of a notification, as they stand in its row and in the API. */
export const CHANNELS = ['email', 'sms'] as const;
export type Channel = (typeof CHANNELS)[number];

export const RECIPIENTS = ['patient', 'provider', 'user'] as const;
export type Recipient = (typeof RECIPIENTS)[number];

export const NOTIFICATION_STATUSES = ['queued', 'sent', 'failed', 'skipped'] as const;
export type NotificationStatus = (typeof NOTIFICATION_STATUSES)[number];

/** What a message says. */
export const APPOINTMENT_MESSAGES = ['created', 'rescheduled', 'cancelled'] as const;
export const USER_MESSAGES = ['account_activated', 'password_reset'] as const;
export const MESSAGES = [...APPOINTMENT_MESSAGES, ...USER_MESSAGES] as const;
export type AppointmentMessage = (typeof APPOINTMENT_MESSAGES)[number];
export type UserMessage = (typeof USER_MESSAGES)[number];
export type Message = AppointmentMessage | UserMessage;

/** Why somebody was not written to. */
export const SKIP_REASONS = [
  'no_address',
  'opted_out',
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
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];
