import { SettingField } from '../platform/http/booking-settings.dto.js';
import { TextField, TimeZoneField, WholeField } from '../platform/http/fields.js';
import { MessageSettingsDto } from './message-settings.dto.js';

const CODE = /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/;

/** Short times are refused: what happens then cannot be undone. */
export const RETENTION_MONTHS = { least: 12, most: 1_200 } as const;

export function RetentionField(options: { optional?: boolean } = {}): PropertyDecorator {
  return WholeField({
    ...options,
    nullable: true,
    min: RETENTION_MONTHS.least,
    max: RETENTION_MONTHS.most,
    description:
      'Patients of whom nothing was heard for so many months are erased, without a way back; so are registrations that nobody let in for so long. Null: they are kept.',
    example: null,
  });
}

/** What an organization has, as far as it is its own to change; a facility's and a provider's own settings go first. */
export class UpdateOrganizationDto extends MessageSettingsDto {
  @TextField({ optional: true, min: 1, max: 200, example: 'Hope Clinics' })
  name?: string;

  @TextField({
    optional: true,
    max: 64,
    pattern: CODE,
    patternMessage: 'Small letters, digits and dashes only.',
    description: 'Unique everywhere: who is not signed in names the organization by it.',
    example: 'hope',
  })
  code?: string;

  @TimeZoneField({ optional: true, description: 'IANA name: whose days count where there is no facility.' })
  timezone?: string;

  @SettingField('slot_interval_minutes', {
    optional: true,
    whenNull: 'the shorter of the visit and 30 minutes',
  })
  slot_interval_minutes?: number | null;

  @SettingField('minimum_notice_minutes', { optional: true })
  minimum_notice_minutes?: number;

  @SettingField('booking_horizon_days', { optional: true })
  booking_horizon_days?: number;

  @SettingField('provider_daily_limit', { optional: true, whenNull: 'no limit' })
  provider_daily_limit?: number | null;

  @SettingField('patient_daily_limit', { optional: true, whenNull: 'no limit' })
  patient_daily_limit?: number | null;

  @RetentionField({ optional: true })
  retention_months?: number | null;
}
