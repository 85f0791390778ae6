import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { inOrder, type Refusal, toError } from '../domain/booking-rules.js';
import { DomainError } from '../domain/errors.js';
import { Database } from '../platform/database/database.js';
import { EXCLUSION_VIOLATION, violates } from '../platform/database/pg-errors.js';
import type { Actor } from '../platform/security/actor.js';
import { isLimited } from '../providers/schedule-of.js';
import { BookingJudge, type Situation, type Unchanged, type WantedVisit } from './booking-judge.js';
import { BookingMetrics } from './booking-metrics.js';
import { HoldLimit } from './hold-limit.js';
import type { PatientFacts, WantedIds } from './booking.repository.js';

/** Rows that are all there: a visit has a patient. */
export interface KnownRows extends Situation {
  patient: PatientFacts;
}

/** Who asks, and what they say for setting rules aside. */
export interface Ask {
  actor: Actor;
  override_reason?: string | null;
  unchanged?: Unchanged;
  /** Only to be held for a while. */
  isHold?: boolean;
}

/** A time that was taken, and is free again by the time we ask who took it, is tried again this often. */
const TRIES = 3;

/** Where bookings, moves and edits are let in or refused: the same rules and the same answers for all of them. */
@Injectable()
export class BookingDesk {
  constructor(
    private readonly database: Database,
    private readonly judge: BookingJudge,
    private readonly metrics: BookingMetrics,
    private readonly holds: HoldLimit,
  ) {}

  /** @throws validation_failed on the fields whose id does not exist in the organization */
  async look(tx: EntityManager, ids: WantedIds, start: number): Promise<KnownRows> {
    const { patient, ...situation } = await this.judge.look(tx, ids, start);
    if (!patient) throw new Error('a visit without a patient');
    return { ...situation, patient };
  }

  /**
   * Does `write` if nothing is against the visit, and hands it what the event has to remember. In one statement where
   * that is all there is to do; where a limit counts, in a transaction under its lock.
   */
  letIn<T>(
    known: KnownRows,
    wanted: WantedVisit,
    ask: Ask,
    write: (tx: EntityManager, details: object) => Promise<T>,
  ): Promise<T> {
    const isOwnHold = ask.isHold === true && ask.actor.role === 'patient';
    const inTransaction = async (tx: EntityManager): Promise<T> => {
      const details = await this.assertAllowed(tx, known, wanted, ask);
      if (isOwnHold) await this.holds.assertRoom(tx, known.patient.id);
      return write(tx, details);
    };
    const inOneStatement = async (): Promise<T> => {
      const details = await this.assertAllowed(this.database.manager, known, wanted, ask);
      return this.database.attempt((tx) => write(tx, details));
    };
    const isAlone = !isOwnHold && !isLimited(known.schedule);
    return this.occupying(
      () => wanted,
      () => (isAlone ? inOneStatement() : this.database.transaction(inTransaction)),
    );
  }

  /**
   * @param tx the transaction that will write the visit
   * @returns what the event has to remember: the reason why rules were set aside, and which
   * @throws the first rule that refuses, with every other one and whoever is in the way
   */
  async assertAllowed(
    tx: EntityManager,
    known: KnownRows,
    wanted: WantedVisit,
    { actor, override_reason, unchanged }: Ask,
  ): Promise<object> {
    const isPatient = actor.role === 'patient';
    if (isPatient && override_reason)
      throw new DomainError('forbidden', { detail: 'Only the clinic sets its rules aside.' });
    const asking = { asPatient: isPatient, unchanged, isWriting: !override_reason };
    const late = await this.judge.timeRefusals(tx, known, wanted, asking);
    const standing: Refusal[] = [...this.judge.refusals(known), ...(override_reason ? [] : late)];
    const [first, ...others] = inOrder(standing);
    if (first) throw toError([first, ...others, ...(await this.judge.conflictRefusals(tx, wanted))]);
    return override_reason ? { override_reason, overridden: late.map(({ code }) => code) } : {};
  }

  /**
   * Does `work`, which writes what `wanted` says. When the database refuses the time, the answer names
   * every resource that is taken.
   */
  async occupying<T>(wanted: () => WantedVisit, work: () => Promise<T>): Promise<T> {
    try {
      return await this.attempt(wanted, work);
    } catch (error) {
      this.metrics.refused(error);
      throw error;
    }
  }

  private async attempt<T>(wanted: () => WantedVisit, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!violates(error, EXCLUSION_VIOLATION)) throw error;
        const [first, ...others] = await this.judge.conflictRefusals(this.database.manager, wanted());
        if (first) throw toError([first, ...others]);
        if (attempt === TRIES) throw new DomainError('booking_conflict');
      }
    }
  }
}
