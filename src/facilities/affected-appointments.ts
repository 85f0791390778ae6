import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Interval } from '../domain/interval.js';
import type { Status } from '../domain/lifecycle.js';
import type { Visit } from '../domain/occupancy.js';

/** A visit that still blocks time: when and where it is, in epoch milliseconds. */
export interface BlockingVisit extends Visit {
  readonly facility_id: string | null;
}

/** Which visits are asked for: those of a provider or of a facility… */
export interface VisitsAsked {
  organization_id: string;
  of: { provider_id: string } | { facility_id: string };
  /** …that share time with this, their provider's buffers included… */
  during: Interval;
  /** …and that are affected indeed. */
  isAffected: (visit: BlockingVisit) => boolean;
}

export interface AffectedAppointment {
  id: string;
  appointment_number: string;
  start_time: Date;
  end_time: Date;
  status: Status;
  patient_name: string;
}

export interface Affected {
  count: number;
  /** By start, the first `MOST_NAMED`. */
  named: AffectedAppointment[];
}

export const MOST_NAMED = 100;

type Finder = (tx: EntityManager, asked: VisitsAsked) => Promise<Affected>;

/**
 * The appointments that a change of hours, time off or a closure leaves in the lurch. Facilities and providers ask,
 * and are below the appointments, whose tables are not theirs to read: so the question is declared here, and the
 * appointments module says at its start who answers it.
 */
@Injectable()
export class AffectedAppointments {
  private finder?: Finder;

  answeredBy(finder: Finder): void {
    this.finder = finder;
  }

  find(tx: EntityManager, asked: VisitsAsked): Promise<Affected> {
    if (!this.finder) throw new Error('nobody is there to say which appointments are affected');
    return this.finder(tx, asked);
  }
}
