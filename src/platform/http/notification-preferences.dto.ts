import type { Kind } from '../../domain/notification-preferences.js';
import { FlagField, ObjectField } from './fields.js';

const MEANING: Record<Kind, string> = {
  bookings: 'What was booked or confirmed.',
  changes: 'What was moved, changed, or given to somebody else.',
  cancellations: 'What was called off or missed, and holds that ended.',
  reminders: 'What is coming up.',
};
const DIGEST =
  'One email a day, with the visits of the day and what changed, instead of a message for each. What comes too late for it is told at once.';

/** A choice of channels; one that is not named stays as it is. */
export class ChannelChoiceDto {
  @FlagField({ optional: true })
  email?: boolean;

  @FlagField({ optional: true })
  sms?: boolean;
}

/** By kind of message; one that is not named stays as it is. */
export class KindChoicesDto implements Partial<Record<Kind, ChannelChoiceDto>> {
  @ObjectField(() => ChannelChoiceDto, { optional: true, description: MEANING.bookings })
  bookings?: ChannelChoiceDto;

  @ObjectField(() => ChannelChoiceDto, { optional: true, description: MEANING.changes })
  changes?: ChannelChoiceDto;

  @ObjectField(() => ChannelChoiceDto, { optional: true, description: MEANING.cancellations })
  cancellations?: ChannelChoiceDto;

  @ObjectField(() => ChannelChoiceDto, { optional: true, description: MEANING.reminders })
  reminders?: ChannelChoiceDto;
}

/** What a person chooses; whatever is not named stays as it is. */
export class NotificationPreferencesDto extends ChannelChoiceDto {
  @ObjectField(() => KindChoicesDto, { optional: true })
  kinds?: KindChoicesDto;
}

/** The same for a provider. */
export class ProviderPreferencesDto extends NotificationPreferencesDto {
  @FlagField({ optional: true, description: DIGEST, example: false })
  daily_digest?: boolean;
}

/** The channels that a person lets us write to them by. */
export class ChannelChoiceView {
  @FlagField()
  email: boolean;

  @FlagField()
  sms: boolean;
}

export class KindChoicesView implements Record<Kind, ChannelChoiceView> {
  @ObjectField(() => ChannelChoiceView, { description: MEANING.bookings })
  bookings: ChannelChoiceView;

  @ObjectField(() => ChannelChoiceView, { description: MEANING.changes })
  changes: ChannelChoiceView;

  @ObjectField(() => ChannelChoiceView, { description: MEANING.cancellations })
  cancellations: ChannelChoiceView;

  @ObjectField(() => ChannelChoiceView, { description: MEANING.reminders })
  reminders: ChannelChoiceView;
}

/** A channel that is off is off for everything; messages about one's own account are no matter of choice. */
export class NotificationPreferencesView extends ChannelChoiceView {
  @ObjectField(() => KindChoicesView)
  kinds: KindChoicesView;
}

export class ProviderPreferencesView extends NotificationPreferencesView {
  @FlagField({ description: DIGEST, example: false })
  daily_digest: boolean;
}
