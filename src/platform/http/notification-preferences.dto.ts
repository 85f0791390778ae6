import { FlagField } from './fields.js';

/** What a person chooses; a channel that is not named stays as it is. */
export class NotificationPreferencesDto {
  @FlagField({ optional: true })
  email?: boolean;

  @FlagField({ optional: true })
  sms?: boolean;
}

/** The channels that a person lets us write to them by. */
export class NotificationPreferencesView {
  @FlagField()
  email: boolean;

  @FlagField()
  sms: boolean;
}
