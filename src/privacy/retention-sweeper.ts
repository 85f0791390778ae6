import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EventLog } from '../events/event-log.js';
import { Database } from '../platform/database/database.js';
import { SteadyLoop } from '../platform/queue/steady-loop.js';
import { ErasureRepository } from './erasure.repository.js';
import { ErasureService } from './erasure.service.js';
import { RetentionRepository } from './retention.repository.js';

const PAUSE_MS = 60 * 60_000;

/**
 * Forgets what is old, in small steps: patients, and registrations that nobody let in, where the organization says after
 * how long, and sign-ins and dead sessions everywhere. A loop for each, so that somebody who cannot be erased holds up
 * nothing else.
 * Several workers may do so at once; each takes what no other is at.
 */
@Injectable()
export class RetentionSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loops = [
    new SteadyLoop('retention of patients', () => this.eraseNext(), PAUSE_MS),
    new SteadyLoop('retention of registrations', () => this.closeUnanswered(), PAUSE_MS),
    new SteadyLoop('retention of sign-ins', () => this.forgetSignIns(), PAUSE_MS),
    new SteadyLoop('retention of sessions', () => this.forgetSessions(), PAUSE_MS),
  ];

  constructor(
    private readonly database: Database,
    private readonly retention: RetentionRepository,
    private readonly erasure: ErasureRepository,
    private readonly service: ErasureService,
    private readonly events: EventLog,
  ) {}

  onApplicationBootstrap(): void {
    for (const loop of this.loops) loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  private eraseNext(): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const person = await this.retention.nextForgotten(tx);
      if (!person) return false;
      // Somebody may have booked for them while the row was being found; from now on nobody can.
      if (await this.erasure.isExpected(tx, person.id)) return true;
      const by = { actor: null, organization_id: person.organization_id, reason: 'retention' };
      await this.service.eraseWithin(tx, person, by);
      return true;
    });
  }

  private closeUnanswered(): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const account = await this.retention.nextUnanswered(tx);
      if (!account) return false;
      await this.service.eraseAccount(tx, account);
      await this.record(tx, account.organization_id, { registrations: 1 });
      return true;
    });
  }

  private forgetSignIns(): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const forgotten = await this.retention.forgetSignIns(tx);
      for (const { organization_id, sign_ins } of forgotten)
        await this.record(tx, organization_id, { sign_ins });
      return forgotten.length > 0;
    });
  }

  private forgetSessions(): Promise<boolean> {
    return this.retention.forgetDeadSessions(this.database.manager);
  }

  private record(tx: EntityManager, organization_id: string, details: Record<string, number>): Promise<void> {
    const said = { actor: null, organization_id, subject_id: organization_id, details };
    return this.events.append(tx, { type: 'organization.retention_applied', ...said });
  }
}
