import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn, VersionColumn } from 'typeorm';

/** What a visit is for, and how long that takes. */
@Entity('topic')
export class Topic {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'uuid', update: false })
  organization_id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'integer' })
  duration_minutes: number;

  @Column({ type: 'text', nullable: true })
  service_type: string | null;

  @Column({ type: 'text', nullable: true })
  specialty: string | null;

  /** Buffers keep the provider busy around the visit; the patient need not be there. */
  @Column({ type: 'integer', default: 0 })
  buffer_before_minutes: number;

  @Column({ type: 'integer', default: 0 })
  buffer_after_minutes: number;

  @Column({ type: 'boolean', default: true })
  is_active: boolean;

  @VersionColumn()
  version: number;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  created_at: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updated_at: Date;
}
