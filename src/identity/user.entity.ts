import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn, VersionColumn } from 'typeorm';
import type { Role } from '../domain/roles.js';
import type { ActivatedUser } from '../events/activated-user.js';

/** What a person said of themselves when they registered; becomes their profile at activation. */
export type Registration = ActivatedUser['registration'];

/** Someone who signs in. */
@Entity('user_account')
export class User {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'uuid', update: false })
  organization_id: string;

  @Column({ type: 'text', update: false })
  role: Role;

  /** Lower case. */
  @Column({ type: 'text' })
  email: string;

  @Column({ type: 'text', nullable: true })
  national_id: string | null;

  /** E.164. */
  @Column({ type: 'text', nullable: true })
  phone_number: string | null;

  @Column({ type: 'text' })
  first_name: string;

  @Column({ type: 'text' })
  last_name: string;

  /** argon2id, in the PHC form that carries its own parameters. */
  @Column({ type: 'text' })
  password_hash: string;

  @Column({ type: 'boolean', default: false })
  is_active: boolean;

  @Column({ type: 'jsonb', default: {} })
  registration: Registration;

  @VersionColumn()
  version: number;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  created_at: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updated_at: Date;
}
