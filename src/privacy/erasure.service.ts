import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../domain/errors.js';
import { formatInstant } from '../domain/instant.js';
import { EventLog, type NewEvent } from '../events/event-log.js';
import { PatientRepository } from '../patients/patient.repository.js';
import { Database } from '../platform/database/database.js';
import type { Actor } from '../platform/security/actor.js';
import { ErasureRepository, type ErasedPerson, type ErasureCounts } from './erasure.repository.js';
import type { ErasureView } from './erasure.view.js';

/** On whose behalf somebody is erased, and why. */
export type Erasing = Pick<NewEvent, 'actor'> & { organization_id: string; reason: string };

/** Takes a person out of the books and leaves the books right. There is no way back. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly database: Database,
    private readonly erasure: ErasureRepository,
    private readonly patients: PatientRepository,
    private readonly events: EventLog,
  ) {}

  /**
   * Erased once, the answer is the first one again.
   * @throws has_appointments while they are expected: those are cancelled first, so that everybody hears of it
   */
  erase(actor: Actor, id: string, reason: string): Promise<ErasureView> {
    const by = { actor, organization_id: actor.organization_id, reason };
    return this.database.transaction(async (tx) => {
      const person = await this.erasure.findForErasure(tx, by.organization_id, id);
      if (!person) return this.eraseTraces(tx, id, by);
      if (person.erased_at) return this.erasedBefore(tx, person);
      if (await this.erasure.isExpected(tx, id)) throw new DomainError('has_appointments');
      return this.eraseWithin(tx, person, by);
    });
  }

  /** Within the caller's transaction, which holds the patient's row. */
  async eraseWithin(tx: EntityManager, person: ErasedPerson, by: Erasing): Promise<ErasureView> {
    // While the names are still known.
    const stored_answers = await this.erasure.forgetAnswers(tx, person);
    await this.erasure.forgetOptOut(tx, person);
    const uhid = await this.patients.nextUhid(tx, person.organization_id);
    const erasedAt = await this.erasure.blankPatient(tx, person.id, uhid);
    if (person.user_id) await this.erasure.blankUser(tx, person.user_id);
    await this.erasure.holdUntoldEvents(tx, person);
    const counts = {
      appointments: await this.erasure.blankAppointments(tx, person.id),
      events: await this.erasure.blankEvents(tx, person),
      notifications: await this.erasure.blankNotifications(tx, person),
      stored_answers,
    };
    await this.record(tx, person.id, by, counts);
    return viewOf(person.id, erasedAt, counts);
  }

  /** Of an account that never had a file, and is months old. Within the caller's transaction, which holds the account's row. */
  async eraseAccount(tx: EntityManager, account: ErasedPerson): Promise<void> {
    // No stored answer is looked for: those live a day, and nobody has touched the account for months.
    await this.erasure.forgetOptOut(tx, account);
    await this.erasure.blankUser(tx, account.id);
    await this.erasure.holdUntoldEvents(tx, account);
    await this.erasure.blankEvents(tx, account);
    await this.erasure.blankNotifications(tx, account);
  }

  /** Of a file that was removed for good, only the log still tells. */
  private async eraseTraces(tx: EntityManager, id: string, by: Erasing): Promise<ErasureView> {
    const gone = { id, user_id: null, organization_id: by.organization_id, first_name: '', last_name: '' };
    const events = await this.erasure.blankEvents(tx, gone);
    if (events === 0) {
      const before = await this.erasure.findErasure(tx, id, by.organization_id);
      if (!before) throw new DomainError('not_found');
      return viewOf(id, before.occurred_at, before.details);
    }
    const counts = { appointments: 0, events, notifications: 0, stored_answers: 0 };
    await this.record(tx, id, by, counts);
    return viewOf(id, new Date(), counts);
  }

  private async erasedBefore(
    tx: EntityManager,
    { id, organization_id, erased_at }: ErasedPerson,
  ): Promise<ErasureView> {
    const before = await this.erasure.findErasure(tx, id, organization_id);
    if (!before || !erased_at) throw new Error('an erasure that nobody wrote down');
    return viewOf(id, erased_at, before.details);
  }

  private async record(tx: EntityManager, id: string, by: Erasing, counts: ErasureCounts): Promise<void> {
    const { actor, organization_id, reason } = by;
    const details = { reason, ...counts };
    await this.events.append(tx, { type: 'patient.erased', actor, organization_id, subject_id: id, details });
  }
}

function viewOf(patient_id: string, erasedAt: Date, counts: ErasureCounts): ErasureView {
  const { appointments, events, notifications, stored_answers } = counts;
  return {
    patient_id,
    erased_at: formatInstant(erasedAt),
    appointments,
    events,
    notifications,
    stored_answers,
  };
}
