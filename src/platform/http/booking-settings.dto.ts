import { WholeField } from './fields.js';

const SETTINGS = {
  slot_interval_minutes: { min: 1, max: 1_440, example: 15, meaning: 'Slots start this far apart.' },
  minimum_notice_minutes: {
    min: 0,
    max: 525_600,
    example: 60,
    meaning: 'How long before its start a visit is booked at the latest.',
  },
  booking_horizon_days: {
    min: 1,
    max: 3_650,
    example: 90,
    meaning: 'How far ahead a visit is booked at most.',
  },
  provider_daily_limit: {
    min: 1,
    max: 1_000,
    example: 20,
    meaning: 'Visits of a provider on one day, at most.',
  },
  patient_daily_limit: {
    min: 1,
    max: 1_000,
    example: 2,
    meaning: 'Visits of a patient on one day, at most.',
  },
} as const;

/**
 * One of the settings that bookings obey: the same words and bounds wherever it is set or shown.
 * @param options `whenNull`: what null stands for; without it null is refused
 */
export function SettingField(
  name: keyof typeof SETTINGS,
  options: { optional?: boolean; whenNull?: string } = {},
): PropertyDecorator {
  const { meaning, ...bounds } = SETTINGS[name];
  const { optional, whenNull } = options;
  const description = whenNull === undefined ? meaning : `${meaning} Null: ${whenNull}.`;
  return WholeField({ ...bounds, optional, nullable: whenNull !== undefined, description });
}

const INHERITED = {
  optional: true,
  whenNull: "inherited, a provider's from the facility, a facility's from the organization",
};

/** What a facility or a provider has instead of the organization's settings; a provider's go first. */
export class OwnBookingSettingsDto {
  @SettingField('slot_interval_minutes', INHERITED)
  slot_interval_minutes?: number | null;

  @SettingField('minimum_notice_minutes', INHERITED)
  minimum_notice_minutes?: number | null;

  @SettingField('booking_horizon_days', INHERITED)
  booking_horizon_days?: number | null;

  @SettingField('provider_daily_limit', INHERITED)
  provider_daily_limit?: number | null;

  @SettingField('patient_daily_limit', INHERITED)
  patient_daily_limit?: number | null;
}
