import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { Database, rows } from '../platform/database/database.js';
import { SteadyLoop } from '../platform/queue/steady-loop.js';
import { AppointmentRepository } from './appointment.repository.js';

const BATCH = 50;

/**
 * Writes down that holds have ended. Only tidies: from the instant at which it expires, a hold blocks nobody, whether
 * or not anybody sweeps. Several workers may sweep at once; each takes what no other is at.
 */
@Injectable()
export class HoldSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop = new SteadyLoop('holds', () => this.sweep());

  constructor(
    private readonly database: Database,
    private readonly appointments: AppointmentRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Cancels a batch of expired holds. Whether there may be more. */
  sweep(): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const expired = await this.findExpired(tx);
      for (const hold of expired) await this.end(tx, hold);
      return expired.length === BATCH;
    });
  }

  private findExpired(tx: EntityManager): Promise<{ id: string; organization_id: string }[]> {
    return rows(
      tx,
      sql`SELECT id, organization_id FROM appointment
          WHERE status = 'proposed' AND hold_expires_at <= clock_timestamp()
          ORDER BY hold_expires_at LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED`,
    );
  }

  private async end(
    tx: EntityManager,
    { id, organization_id }: { id: string; organization_id: string },
  ): Promise<void> {
    const columns = sql`status = 'cancelled', cancelled_at = now(), cancelled_by = 'system',
      cancellation_reason_code = 'other', cancellation_reason_text = 'The hold expired.'`;
    const event = { type: 'appointment.hold_expired', actor: null, organization_id, subject_id: id } as const;
    await this.appointments.change(tx, id, columns, event);
  }
}
