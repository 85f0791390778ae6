import { formatInstant } from '../domain/instant.js';
import { LOCALES, type Locale } from '../domain/locale.js';
import { fullProviderPreferences } from '../domain/notification-preferences.js';
import { PROVIDER_KINDS, type ProviderKind } from '../domain/provider-kind.js';
import { bookingSettingsOf } from '../platform/database/own-booking-settings.js';
import { OwnBookingSettingsDto } from '../platform/http/booking-settings.dto.js';
import {
  EmailField,
  FlagField,
  InstantField,
  ObjectField,
  TextField,
  TextListField,
  UuidField,
  UuidListField,
  WholeField,
  WordField,
} from '../platform/http/fields.js';
import { ProviderPreferencesView } from '../platform/http/notification-preferences.dto.js';
import type { Actor } from '../platform/security/actor.js';
import type { Provider } from './provider.entity.js';

const NOT_FOR_PATIENTS = 'Left out for patients.';

/** A provider as the caller may see them: patients see no private contact data, and no settings. */
export class ProviderView extends OwnBookingSettingsDto {
  @UuidField()
  id: string;

  @UuidField({
    optional: true,
    nullable: true,
    description: `The user that this provider signs in as. ${NOT_FOR_PATIENTS}`,
  })
  user_id?: string | null;

  @WordField(PROVIDER_KINDS)
  kind: ProviderKind;

  @TextField({ nullable: true, example: 'Dr' })
  title: string | null;

  @TextField({ example: 'Wanjiru' })
  first_name: string;

  @TextField({ example: 'Kamau' })
  last_name: string;

  @TextField({ example: 'Dr Wanjiru Kamau' })
  full_name: string;

  @EmailField({ optional: true, nullable: true, description: NOT_FOR_PATIENTS })
  email?: string | null;

  @TextField({ optional: true, nullable: true, description: NOT_FOR_PATIENTS, example: '+254712345678' })
  phone_number?: string | null;

  @TextListField({ example: ['general_practice'] })
  specialties: string[];

  @UuidListField({ description: 'Where they work; none: at every facility.' })
  facility_ids: string[];

  @UuidListField({ description: 'What they offer; none: every topic.' })
  topic_ids: string[];

  @WordField(LOCALES, { optional: true, description: NOT_FOR_PATIENTS })
  locale?: Locale;

  @ObjectField(() => ProviderPreferencesView, { optional: true, description: NOT_FOR_PATIENTS })
  notification_preferences?: ProviderPreferencesView;

  @FlagField({ description: 'Their own on/off switch.' })
  accepts_bookings: boolean;

  @FlagField()
  is_active: boolean;

  @WholeField({ min: 1, example: 1 })
  version: number;

  @InstantField()
  created_at: string;

  @InstantField()
  updated_at: string;
}

export function toProviderView(provider: Provider, actor: Pick<Actor, 'role'>): ProviderView {
  const { title, first_name, last_name } = provider;
  return {
    id: provider.id,
    kind: provider.kind,
    title,
    first_name,
    last_name,
    full_name: [title, first_name, last_name].filter((part) => part !== null).join(' '),
    specialties: provider.specialties,
    facility_ids: provider.facility_ids,
    topic_ids: provider.topic_ids,
    accepts_bookings: provider.accepts_bookings,
    is_active: provider.is_active,
    version: provider.version,
    created_at: formatInstant(provider.created_at),
    updated_at: formatInstant(provider.updated_at),
    ...(actor.role === 'patient' ? {} : privateOf(provider)),
  };
}

function privateOf(provider: Provider): Partial<ProviderView> {
  const { user_id, email, phone_number, locale, notification_preferences } = provider;
  return {
    user_id,
    email,
    phone_number,
    locale,
    notification_preferences: fullProviderPreferences(notification_preferences),
    ...bookingSettingsOf(provider),
  };
}
