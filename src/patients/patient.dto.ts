import { OmitType, PartialType } from '@nestjs/swagger';
import { LOCALES, type Locale } from '../domain/locale.js';
import { SEXES, type Sex } from '../domain/sex.js';
import {
  DateField,
  EmailField,
  FlagField,
  ObjectField,
  QueryFlagField,
  TextField,
  WordField,
} from '../platform/http/fields.js';
import { NotificationPreferencesDto } from '../platform/http/notification-preferences.dto.js';
import { OrderedQuery } from '../platform/http/page-query.js';

export class CreatePatientDto {
  @TextField({ min: 1, max: 100, example: 'Amina' })
  first_name: string;

  @TextField({ min: 1, max: 100, example: 'Odhiambo' })
  last_name: string;

  @DateField({ optional: true, nullable: true, description: 'Not in the future.', example: '1990-05-17' })
  date_of_birth?: string | null;

  @WordField(SEXES, { optional: true, nullable: true, example: 'female' })
  sex?: Sex | null;

  @TextField({
    optional: true,
    nullable: true,
    max: 32,
    description: 'International.',
    example: '+254712345678',
  })
  phone_number?: string | null;

  @EmailField({ optional: true, nullable: true })
  email?: string | null;

  @TextField({
    optional: true,
    nullable: true,
    min: 1,
    max: 64,
    description: 'Unique within the organization, in any letter case.',
    example: '12345678',
  })
  national_id?: string | null;

  @WordField(LOCALES, { optional: true, description: 'The language of messages; `en` if not given.' })
  locale?: Locale;

  @ObjectField(() => NotificationPreferencesDto, {
    optional: true,
    description: 'What is not named is on.',
  })
  notification_preferences?: NotificationPreferencesDto;

  @TextField({ optional: true, max: 20_000, example: 'Asthma since 2009.' })
  medical_history?: string;

  @FlagField({ optional: true })
  is_active?: boolean;
}

export class UpdatePatientDto extends PartialType(CreatePatientDto, { skipNullProperties: false }) {}

/** Somebody who comes for a visit: found in the directory, or added to it. */
export class InlinePatientDto extends OmitType(CreatePatientDto, ['is_active']) {
  @TextField({
    optional: true,
    max: 32,
    description: 'Of a patient who is there already.',
    example: 'KE123456789H',
  })
  uhid?: string;
}

/** What patients change of their own file. */
export const OWN_PATIENT_FIELDS = [
  'phone_number',
  'email',
  'locale',
  'notification_preferences',
] as const satisfies readonly (keyof UpdatePatientDto)[];

export class PatientQuery extends OrderedQuery {
  @QueryFlagField({ optional: true })
  is_active?: boolean;

  @TextField({ optional: true, min: 1, max: 32, example: 'KE123456789H' })
  uhid?: string;

  @TextField({ optional: true, min: 1, max: 32, example: '+254712345678' })
  phone_number?: string;

  @TextField({ optional: true, min: 1, max: 64, example: '12345678' })
  national_id?: string;
}
