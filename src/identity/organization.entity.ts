import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn, VersionColumn } from 'typeorm';
import { type QuietHours, REMINDERS } from '../domain/reminders.js';

/** The business and tenant. Every row belongs to one. */
@Entity('organization')
export class Organization {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  /** In creation order; the first one is the default of a single-clinic install. */
  @Column({ type: 'integer', insert: false, update: false })
  number: number;

  @Column({ type: 'text' })
  name: string;

  /** Lower case, unique everywhere: how somebody who is not signed in names it. */
  @Column({ type: 'text' })
  code: string;

  /** ISO 3166-1 alpha-2. */
  @Column({ type: 'text', update: false })
  country_code: string;

  /** IANA name: whose days count where there is no facility. */
  @Column({ type: 'text', default: 'UTC' })
  timezone: string;

  @Column({ type: 'smallint', update: false, default: 2 })
  max_active_admins: number;

  // What bookings obey wherever neither the provider nor the facility says otherwise.

  @Column({ type: 'smallint', nullable: true })
  slot_interval_minutes: number | null;

  @Column({ type: 'integer', default: 0 })
  minimum_notice_minutes: number;

  @Column({ type: 'integer', default: 365 })
  booking_horizon_days: number;

  @Column({ type: 'smallint', nullable: true })
  provider_daily_limit: number | null;

  @Column({ type: 'smallint', nullable: true })
  patient_daily_limit: number | null;

  // When people are told of what is coming up, in the local time of the visit or the provider.

  /** Longest first. */
  @Column({ type: 'integer', array: true, default: [...REMINDERS.usual] })
  reminder_minutes_before: number[];

  @Column({ type: 'jsonb', nullable: true })
  quiet_hours: QuietHours | null;

  /** `HH:MM`. */
  @Column({ type: 'text', default: '07:00' })
  digest_time: string;

  /** Months after which patients who were not heard of are erased; null: never. */
  @Column({ type: 'smallint', nullable: true })
  retention_months: number | null;

  @VersionColumn()
  version: number;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  created_at: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updated_at: Date;
}
