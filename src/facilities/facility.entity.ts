import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn, VersionColumn } from 'typeorm';
import type { WeeklySpan } from '../domain/weekly-hours.js';
import { OwnBookingSettings } from '../platform/database/own-booking-settings.js';

/** A clinic or site. */
@Entity('facility')
export class Facility extends OwnBookingSettings {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'uuid', update: false })
  organization_id: string;

  @Column({ type: 'text' })
  name: string;

  /** Short and unique within the organization, for people and imports. */
  @Column({ type: 'text' })
  code: string;

  /** IANA name; opening hours and messages are in this zone. */
  @Column({ type: 'text' })
  timezone: string;

  @Column({ type: 'text', nullable: true })
  address: string | null;

  @Column({ type: 'text', nullable: true })
  phone_number: string | null;

  /** How many visits may go on at once; null: no limit. */
  @Column({ type: 'smallint', nullable: true, default: 1 })
  capacity: number | null;

  @Column({ type: 'jsonb', default: [] })
  opening_hours: WeeklySpan[];

  @Column({ type: 'boolean', default: true })
  is_active: boolean;

  @VersionColumn()
  version: number;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  created_at: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updated_at: Date;
}
