import { formatInstant } from '../domain/instant.js';
import { REMINDERS } from '../domain/reminders.js';
import { SettingField } from '../platform/http/booking-settings.dto.js';
import {
  ClockField,
  InstantField,
  ObjectField,
  TextField,
  UuidField,
  WholeField,
  WholeListField,
} from '../platform/http/fields.js';
import { QuietHoursDto } from './message-settings.dto.js';

import { RetentionField } from './organization.dto.js';
import type { Organization } from './organization.entity.js';

/** The caller's organization. */
export class OrganizationView {
  @UuidField()
  id: string;

  @TextField({ example: 'Hope Clinics' })
  name: string;

  @TextField({ example: 'hope' })
  code: string;

  @TextField({ description: 'ISO 3166-1 alpha-2; the prefix of UHIDs.', example: 'KE' })
  country_code: string;

  @TextField({ description: 'Whose days count where there is no facility.', example: 'Africa/Nairobi' })
  timezone: string;

  @SettingField('slot_interval_minutes', { whenNull: 'the shorter of the visit and 30 minutes' })
  slot_interval_minutes: number | null;

  @SettingField('minimum_notice_minutes')
  minimum_notice_minutes: number;

  @SettingField('booking_horizon_days')
  booking_horizon_days: number;

  @SettingField('provider_daily_limit', { whenNull: 'no limit' })
  provider_daily_limit: number | null;

  @SettingField('patient_daily_limit', { whenNull: 'no limit' })
  patient_daily_limit: number | null;

  @WholeListField({
    min: REMINDERS.shortest,
    max: REMINDERS.longest,
    most: REMINDERS.most,
    description: 'People are reminded of a visit so many minutes before it; longest first.',
    example: [...REMINDERS.usual],
  })
  reminder_minutes_before: number[];

  @ObjectField(() => QuietHoursDto, {
    nullable: true,
    description: 'Nobody is reminded of anything in them, by the clock where the visit is. Null: none.',
  })
  quiet_hours: QuietHoursDto | null;

  @ClockField({
    description: 'When the daily digest of providers is sent, by the clock where they work.',
    example: '07:00',
  })
  digest_time: string;

  @RetentionField()
  retention_months: number | null;

  @WholeField({ min: 1, example: 2 })
  max_active_admins: number;

  @WholeField({ min: 1, example: 1 })
  version: number;

  @InstantField()
  created_at: string;

  @InstantField()
  updated_at: string;
}

export function toOrganizationView(organization: Organization): OrganizationView {
  return {
    id: organization.id,
    name: organization.name,
    code: organization.code,
    country_code: organization.country_code,
    timezone: organization.timezone,
    slot_interval_minutes: organization.slot_interval_minutes,
    minimum_notice_minutes: organization.minimum_notice_minutes,
    booking_horizon_days: organization.booking_horizon_days,
    provider_daily_limit: organization.provider_daily_limit,
    patient_daily_limit: organization.patient_daily_limit,
    reminder_minutes_before: organization.reminder_minutes_before,
    quiet_hours: organization.quiet_hours,
    digest_time: organization.digest_time,

    retention_months: organization.retention_months,
    max_active_admins: organization.max_active_admins,
    version: organization.version,
    created_at: formatInstant(organization.created_at),
    updated_at: formatInstant(organization.updated_at),
  };
}
