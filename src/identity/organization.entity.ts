import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

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
  @Column({ type: 'text' })
  country_code: string;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  created_at: Date;
}
