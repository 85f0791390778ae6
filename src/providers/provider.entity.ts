import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn, VersionColumn } from 'typeorm';
import type { Locale } from '../domain/locale.js';
import type { SomePreferences } from '../domain/notification-preferences.js';
import type { ProviderKind } from '../domain/provider-kind.js';
import { OwnBookingSettings } from '../platform/database/own-booking-settings.js';

/** Somebody who works for the clinic; they need not sign in. */
@Entity('provider')
export class Provider extends OwnBookingSettings {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'uuid', update: false })
  organization_id: string;

  /** The user that this provider signs in as. */
  @Column({ type: 'uuid', nullable: true })
  user_id: string | null;

  @Column({ type: 'text' })
  kind: ProviderKind;

  /** `Dr`, `Sister`, … */
  @Column({ type: 'text', nullable: true })
  title: string | null;

  @Column({ type: 'text' })
  first_name: string;

  @Column({ type: 'text' })
  last_name: string;

  @Column({ type: 'text', nullable: true })
  email: string | null;

  @Column({ type: 'text', nullable: true })
  phone_number: string | null;

  @Column({ type: 'text', array: true, default: [] })
  specialties: string[];

  @Column({ type: 'text', default: 'en' })
  locale: Locale;

  @Column({ type: 'jsonb' })
  notification_preferences: SomePreferences;

  /** Their own on/off switch. */
  @Column({ type: 'boolean', default: true })
  accepts_bookings: boolean;

  @Column({ type: 'boolean', default: true })
  is_active: boolean;

  @VersionColumn()
  version: number;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  created_at: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updated_at: Date;

  /** Where they work, sorted; none: everywhere. Rows of `provider_facility`, which the repository reads and writes. */
  facility_ids: string[];

  /** What they offer, sorted; none: everything. Rows of `provider_topic`. */
  topic_ids: string[];
}
