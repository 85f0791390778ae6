import { PartialType } from '@nestjs/swagger';
import { LOCALES, type Locale } from '../domain/locale.js';
import { PROVIDER_KINDS, type ProviderKind } from '../domain/provider-kind.js';
import {
  EmailField,
  FlagField,
  ObjectField,
  QueryFlagField,
  TextField,
  UuidField,
  UuidListField,
  WordField,
} from '../platform/http/fields.js';
import { OwnBookingSettingsDto } from '../platform/http/booking-settings.dto.js';
import { ProviderPreferencesDto } from '../platform/http/notification-preferences.dto.js';
import { OrderedQuery } from '../platform/http/page-query.js';
import { SnakeWordField, SnakeWordListField } from '../platform/http/snake-words.js';

export class CreateProviderDto extends OwnBookingSettingsDto {
  @WordField(PROVIDER_KINDS)
  kind: ProviderKind;

  @TextField({ optional: true, nullable: true, min: 1, max: 50, example: 'Dr' })
  title?: string | null;

  @TextField({ min: 1, max: 100, example: 'Wanjiru' })
  first_name: string;

  @TextField({ min: 1, max: 100, example: 'Kamau' })
  last_name: string;

  @EmailField({ optional: true, nullable: true })
  email?: string | null;

  @TextField({
    optional: true,
    nullable: true,
    max: 32,
    description: 'International.',
    example: '+254712345678',
  })
  phone_number?: string | null;

  @SnakeWordListField({ optional: true, max: 50, example: ['general_practice'] })
  specialties?: string[];

  @UuidListField({ optional: true, description: 'Where they work; none: at every facility.' })
  facility_ids?: string[];

  @UuidListField({ optional: true, description: 'What they offer; none: every topic.' })
  topic_ids?: string[];

  @WordField(LOCALES, { optional: true, description: 'The language of messages; `en` if not given.' })
  locale?: Locale;

  @ObjectField(() => ProviderPreferencesDto, {
    optional: true,
    description: 'What is not named is on, but the digest.',
  })
  notification_preferences?: ProviderPreferencesDto;

  @FlagField({ optional: true, description: 'Their own on/off switch.' })
  accepts_bookings?: boolean;

  @FlagField({ optional: true })
  is_active?: boolean;
}

export class UpdateProviderDto extends PartialType(CreateProviderDto, { skipNullProperties: false }) {}

/** What providers change of their own profile. */
export const OWN_PROVIDER_FIELDS = [
  'title',
  'first_name',
  'last_name',
  'email',
  'phone_number',
  'specialties',
  'locale',
  'notification_preferences',
  'accepts_bookings',
] as const satisfies readonly (keyof UpdateProviderDto)[];

export class ProviderAvailabilityDto {
  @FlagField({ example: false })
  accepts_bookings: boolean;
}

export class ProviderQuery extends OrderedQuery {
  @SnakeWordField({ optional: true, example: 'general_practice' })
  specialty?: string;

  @WordField(PROVIDER_KINDS, { optional: true })
  kind?: ProviderKind;

  @UuidField({ optional: true, description: 'Who works there, which includes those who work everywhere.' })
  facility_id?: string;

  @UuidField({ optional: true, description: 'Who offers it, which includes those who offer everything.' })
  topic_id?: string;

  @QueryFlagField({ optional: true })
  accepts_bookings?: boolean;

  @QueryFlagField({ optional: true, description: 'Patients are shown active providers only.' })
  is_active?: boolean;
}
