import { Column } from 'typeorm';

/** Columns of a facility or a provider; null: as the level above has it. */
export abstract class OwnBookingSettings {
  @Column({ type: 'smallint', nullable: true })
  slot_interval_minutes: number | null;

  @Column({ type: 'integer', nullable: true })
  minimum_notice_minutes: number | null;

  @Column({ type: 'integer', nullable: true })
  booking_horizon_days: number | null;

  @Column({ type: 'smallint', nullable: true })
  provider_daily_limit: number | null;

  @Column({ type: 'smallint', nullable: true })
  patient_daily_limit: number | null;
}

/** The settings of a row, without the rest of it. */
export function bookingSettingsOf(row: OwnBookingSettings): OwnBookingSettings {
  return {
    slot_interval_minutes: row.slot_interval_minutes,
    minimum_notice_minutes: row.minimum_notice_minutes,
    booking_horizon_days: row.booking_horizon_days,
    provider_daily_limit: row.provider_daily_limit,
    patient_daily_limit: row.patient_daily_limit,
  };
}
