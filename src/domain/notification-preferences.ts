/** What messages about appointments are about, as people choose among them. */
export const KINDS = ['bookings', 'changes', 'cancellations', 'reminders'] as const;
export type Kind = (typeof KINDS)[number];

/** The channels that a person lets us write to them by. */
export interface NotificationPreferences {
  email: boolean;
  sms: boolean;
}

/** Nobody has opted out of anything who has not said so. */
export const ALL_CHANNELS: NotificationPreferences = { email: true, sms: true };

/** The preferences after a change that names only some channels. */
export function changePreferences(
  current: NotificationPreferences,
  change: Partial<NotificationPreferences> | undefined,
): NotificationPreferences {
  return { email: change?.email ?? current.email, sms: change?.sms ?? current.sms };
}
