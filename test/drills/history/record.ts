import type { Step, Status } from '../../../src/domain/lifecycle.js';
import type { EventType } from '../../../src/events/event-types.js';

/** What a client can want of an appointment. */
export type Wish = 'book' | 'reschedule' | 'update' | Step;

/** One wish, and what became of it as far as the client knows. */
export interface Asked {
  wish: Wish;
  /** The `X-Request-Id` of each attempt: whoever hears nothing asks again, with the same Idempotency-Key. */
  requests: string[];
  /** `unknown`: the connection broke, or the answer was 503. */
  outcome: 'done' | 'refused' | 'unknown';
  /** What the client was shown, where it was done. */
  shown?: { id: string; version: number; status: Status };
}

/** Of an appointment's row, what the law and the lifecycle are about. Times in epoch milliseconds. */
export interface State {
  id: string;
  version: number;
  status: Status;
  provider_id: string;
  patient_id: string;
  facility_id: string | null;
  start: number;
  end: number;
  buffer_before_minutes: number;
  buffer_after_minutes: number;
  hold_expires_at: number | null;
}

/** An event of the log. */
export interface Logged {
  type: EventType;
  request: string | null;
  before: State | null;
  after: State;
  /** When its transaction was committed, by the server's own record; epoch milliseconds, with fractions. */
  committed: number;
}

export interface Occupied {
  appointment_id: string;
  resource_id: string;
  start: number;
  end: number;
}

/** What clients remember and what the database holds when all is quiet again. */
export interface History {
  asked: Asked[];
  /** In the order of their commits. */
  events: Logged[];
  appointments: State[];
  occupancy: Occupied[];
  /** How many visits a facility takes at once; one that is missing takes any number. */
  capacities: Record<string, number>;
}
