import { Logger } from '@nestjs/common';
import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleType } from 'cockatiel';
import { SendFailure } from './channels/send-failure.js';
import type { Channel } from './message.js';

/** So many attempts in a row that did not reach the gateway say that no other will. */
const FAILURES_TO_OPEN = 3;
/** While it does not answer, one message every so often finds out whether it does again. */
const PROBE_EVERY_MS = 5_000;
/** The longest that one throttled message holds up its channel, whatever the gateway asks for. */
const LONGEST_REST_MS = 60_000;

/** `open`: the gateway does not answer, and is left alone. `half_open`: one message is finding out. */
export const LANE_STATES = ['closed', 'open', 'half_open'] as const;
export type LaneState = (typeof LANE_STATES)[number];

/** When the next message may be handed over; false: never, this worker stops. */
export type Turn = () => Promise<boolean>;

type Outcome<T> = { value: T } | { error: unknown };

/**
 * One channel's way to its gateway, as this worker knows it: a circuit that opens when the gateway is down,
 * so that its messages wait instead of using up their attempts. Another worker finds out for itself.
 */
export class Lane {
  private readonly logger = new Logger(Lane.name);
  private readonly circuit = circuitBreaker(handleType(SendFailure, isUnreachable), {
    halfOpenAfter: PROBE_EVERY_MS,
    breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
  });
  private openedAt: number | null = null;
  private isProbing = false;
  private restsUntil = 0;

  constructor(
    readonly channel: Channel,
    private readonly turn: Turn,
  ) {
    this.circuit.onBreak(() => this.open());
    this.circuit.onReset(() => this.close());
  }

  get state(): LaneState {
    if (this.openedAt === null) return 'closed';
    return this.isProbing ? 'half_open' : 'open';
  }

  /** Does `work`, which claims a message and sends it; or nothing, while the gateway is to be left alone. */
  async enter(work: () => Promise<boolean>): Promise<boolean> {
    if (!this.mayEnter() || !(await this.turn())) return false;
    // Waiting for the turn took its time.
    if (!this.mayEnter()) return false;
    return this.openedAt === null ? work() : this.probe(work);
  }

  /** Hands a message over by `ask`. What answers, even by a refusal, is not down. @throws SendFailure */
  async send<T>(ask: () => Promise<T>): Promise<T> {
    const outcome = await this.ask(() =>
      ask().then(
        (value): Outcome<T> => ({ value }),
        (error: unknown): Outcome<T> => {
          if (error instanceof SendFailure && isUnreachable(error)) throw error;
          return { error };
        },
      ),
    );
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  /** The gateway takes fewer at a time than it was given. */
  rest(milliseconds: number): void {
    this.restsUntil = Date.now() + Math.min(milliseconds, LONGEST_REST_MS);
  }

  private mayEnter(): boolean {
    const now = Date.now();
    if (now < this.restsUntil) return false;
    return this.openedAt === null || (!this.isProbing && now >= this.openedAt + PROBE_EVERY_MS);
  }

  private async probe(work: () => Promise<boolean>): Promise<boolean> {
    this.isProbing = true;
    try {
      return await work();
    } finally {
      this.isProbing = false;
    }
  }

  private async ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.circuit.execute(work);
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      // Claimed before the circuit opened, and not tried: what is known is why the others failed.
      throw new SendFailure(reasonOf(this.circuit.lastFailure), 'unreachable');
    }
  }

  private open(): void {
    if (this.openedAt === null)
      this.logger.warn(`${this.channel}: ${reasonOf(this.circuit.lastFailure)} Its messages wait.`);
    this.openedAt = Date.now();
  }

  private close(): void {
    this.openedAt = null;
    this.logger.log(`${this.channel}: the gateway answers again.`);
  }
}

function isUnreachable({ kind }: SendFailure): boolean {
  return kind === 'unreachable';
}

function reasonOf(failure: object | undefined): string {
  const isKnown = failure && 'error' in failure && failure.error instanceof SendFailure;
  return isKnown ? (failure.error as SendFailure).message : 'The gateway does not answer.';
}
