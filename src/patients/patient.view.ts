import { wholeYears } from '../domain/age.js';
import { formatInstant } from '../domain/instant.js';
import { LOCALES, type Locale } from '../domain/locale.js';
import { fullPreferences } from '../domain/notification-preferences.js';
import { SEXES, type Sex } from '../domain/sex.js';
import {
  DateField,
  EmailField,
  FlagField,
  InstantField,
  ObjectField,
  TextField,
  UuidField,
  WholeField,
  WordField,
} from '../platform/http/fields.js';
import { NotificationPreferencesView } from '../platform/http/notification-preferences.dto.js';
import type { Patient } from './patient.entity.js';

/** A patient's file, as the clinic and the patient see it. */
export class PatientView {
  @UuidField()
  id: string;

  @TextField({ description: 'Unique health ID.', example: 'KE123456789H' })
  uhid: string;

  @UuidField({ nullable: true, description: 'The user that this patient signs in as.' })
  user_id: string | null;

  @TextField({ example: 'Amina' })
  first_name: string;

  @TextField({ example: 'Odhiambo' })
  last_name: string;

  @TextField({ example: 'Amina Odhiambo' })
  full_name: string;

  @DateField({ nullable: true, example: '1990-05-17' })
  date_of_birth: string | null;

  @WholeField({ nullable: true, description: 'Whole years on the current UTC date.', example: 35 })
  age: number | null;

  @WordField(SEXES, { nullable: true, example: 'female' })
  sex: Sex | null;

  @TextField({ nullable: true, example: '+254712345678' })
  phone_number: string | null;

  @EmailField({ nullable: true })
  email: string | null;

  @TextField({ nullable: true, example: '12345678' })
  national_id: string | null;

  @WordField(LOCALES)
  locale: Locale;

  @ObjectField(() => NotificationPreferencesView)
  notification_preferences: NotificationPreferencesView;

  @TextField({ max: 20_000, example: 'Asthma since 2009.' })
  medical_history: string;

  @FlagField()
  is_active: boolean;

  @WholeField({ min: 1, example: 1 })
  version: number;

  @InstantField()
  created_at: string;

  @InstantField()
  updated_at: string;
}

/** @param today the UTC date that the age is counted on, `YYYY-MM-DD` */
export function toPatientView(patient: Patient, today: string): PatientView {
  return {
    id: patient.id,
    uhid: patient.uhid,
    user_id: patient.user_id,
    first_name: patient.first_name,
    last_name: patient.last_name,
    full_name: `${patient.first_name} ${patient.last_name}`,
    date_of_birth: patient.date_of_birth,
    age: patient.date_of_birth === null ? null : wholeYears(patient.date_of_birth, today),
    sex: patient.sex,
    phone_number: patient.phone_number,
    email: patient.email,
    national_id: patient.national_id,
    locale: patient.locale,
    notification_preferences: fullPreferences(patient.notification_preferences),
    medical_history: patient.medical_history,
    is_active: patient.is_active,
    version: patient.version,
    created_at: formatInstant(patient.created_at),
    updated_at: formatInstant(patient.updated_at),
  };
}
