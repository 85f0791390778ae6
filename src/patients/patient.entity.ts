import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn, VersionColumn } from 'typeorm';
import type { Locale } from '../domain/locale.js';
import type { SomePreferences } from '../domain/notification-preferences.js';
import type { Sex } from '../domain/sex.js';

/** Somebody who is cared for; they need not sign in. */
@Entity('patient')
export class Patient {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'uuid', update: false })
  organization_id: string;

  /** The user that this patient signs in as. */
  @Column({ type: 'uuid', nullable: true })
  user_id: string | null;

  /** Unique health ID, across all organizations. */
  @Column({ type: 'text', update: false })
  uhid: string;

  @Column({ type: 'text' })
  first_name: string;

  @Column({ type: 'text' })
  last_name: string;

  /** `YYYY-MM-DD`. */
  @Column({ type: 'date', nullable: true })
  date_of_birth: string | null;

  @Column({ type: 'text', nullable: true })
  sex: Sex | null;

  @Column({ type: 'text', nullable: true })
  national_id: string | null;

  @Column({ type: 'text', nullable: true })
  phone_number: string | null;

  @Column({ type: 'text', nullable: true })
  email: string | null;

  @Column({ type: 'text', default: 'en' })
  locale: Locale;

  @Column({ type: 'jsonb' })
  notification_preferences: SomePreferences;

  @Column({ type: 'text', default: '' })
  medical_history: string;

  @Column({ type: 'boolean', default: true })
  is_active: boolean;

  @VersionColumn()
  version: number;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  created_at: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updated_at: Date;
}
