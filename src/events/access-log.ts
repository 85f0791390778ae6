import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import sql from 'sql-template-tag';
import { Clock } from '../platform/clock.js';
import { Database, rows } from '../platform/database/database.js';
import { newId } from '../platform/database/new-id.js';
import { currentRequestId } from '../platform/logging/request-context.js';
import type { Actor } from '../platform/security/actor.js';

interface Access {
  id: string;
  actor: Actor;
  patient_id: string;
  route: string;
  request_id: string | null;
  at: number;
}

const FLUSH_EVERY_MS = 1_000;
/** One statement's worth; a burst is written in several. */
const BATCH = 500;
/** A database that is away for long must not take the process's memory with it. */
const REMEMBERED = 50_000;

/**
 * Who read whose record: `patient.read` events, collected in memory and written once a second, so that
 * reading costs nothing more. A clean stop writes what is left; a killed process loses at most a second.
 */
@Injectable()
export class AccessLog implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger(AccessLog.name);
  private waiting: Access[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** What the last requests in flight have read meanwhile. */
  async onApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  /** People reading their own record are not news. */
  read(actor: Actor, patientIds: readonly string[], route: string): void {
    const at = this.clock.now();
    const request_id = currentRequestId();
    for (const patient_id of new Set(patientIds)) {
      if (patient_id === actor.patient_id || this.waiting.length >= REMEMBERED) continue;
      this.waiting.push({ id: newId(), actor, patient_id, route, request_id, at });
    }
  }

  /** Writes everything that waits; returns when it is written, or waits again after a failure. */
  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, BATCH);
      try {
        await rows(this.database.manager, insertAll(batch));
      } catch {
        this.logger.warn(`${this.waiting.length} reads of records wait to be logged`);
        return;
      }
      this.waiting = this.waiting.slice(batch.length);
    }
  }
}

/**
 * Relayed from the start: nobody is told of a read. A batch that was written before is not written twice.
 * As one parameter: a list of 25 is 25 reads, and eleven parameters of each would cost more than the list.
 */
function insertAll(batch: readonly Access[]) {
  const reads = batch.map(({ id, actor, patient_id, route, request_id, at }) => ({
    id,
    organization_id: actor.organization_id,
    patient_id,
    actor_id: actor.user_id,
    actor_role: actor.role,
    request_id,
    route,
    at: new Date(at),
  }));
  return sql`INSERT INTO event (id, organization_id, type, subject_type, subject_id, actor_id, actor_role, request_id,
                                details, occurred_at, relayed_at)
             SELECT id, organization_id, 'patient.read', 'patient', patient_id, actor_id, actor_role, request_id,
                    jsonb_build_object('route', route), at, at
             FROM json_to_recordset(${JSON.stringify(reads)}::json) AS read (
               id uuid, organization_id uuid, patient_id uuid, actor_id uuid, actor_role text, request_id text,
               route text, at timestamptz)
             ON CONFLICT (id) DO NOTHING`;
}
