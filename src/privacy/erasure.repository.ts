import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { NOBODYS_HASH } from '../identity/password-hasher.js';
import { firstRow, rows } from '../platform/database/database.js';
import { ANYONE, BEARER } from '../platform/http/idempotency.repository.js';

/** Who is to be erased: what tells them from others, for finding them where they are only mentioned. */
export interface ErasedPerson {
  id: string;
  organization_id: string;
  user_id: string | null;
  first_name: string;
  last_name: string;
  erased_at: Date | null;
}

/** How much of each was blanked or removed. */
export interface ErasureCounts {
  appointments: number;
  events: number;
  notifications: number;
  stored_answers: number;
}

/** Everywhere that a person is written down, in one place: whoever adds a column or table for people adds it here. */
@Injectable()
export class ErasureRepository {
  /** Locks all of the row: a booking that is about to refer to it waits, and then finds the person erased. */
  findForErasure(tx: EntityManager, organizationId: string, id: string): Promise<ErasedPerson | null> {
    return firstRow<ErasedPerson>(
      tx,
      sql`SELECT id, organization_id, user_id, first_name, last_name, erased_at FROM patient
          WHERE organization_id = ${organizationId} AND id = ${id} FOR UPDATE`,
    );
  }

  /** Whether they are still to come, or are there now. */
  async isExpected(tx: EntityManager, patientId: string): Promise<boolean> {
    const visit = await firstRow(
      tx,
      sql`SELECT 1 FROM appointment
          WHERE patient_id = ${patientId} AND end_time > now() AND deleted_at IS NULL
            AND status NOT IN ('completed', 'cancelled', 'no_show')
            AND (status <> 'proposed' OR hold_expires_at > now()) LIMIT 1`,
    );
    return visit !== null;
  }

  /** The answer of an erasure that was done before. */
  findErasure(
    tx: EntityManager,
    patientId: string,
    organizationId: string,
  ): Promise<{ details: ErasureCounts; occurred_at: Date } | null> {
    return firstRow(
      tx,
      sql`SELECT details, occurred_at FROM event
          WHERE subject_id = ${patientId} AND organization_id = ${organizationId} AND type = 'patient.erased' ORDER BY occurred_at LIMIT 1`,
    );
  }

  /** That texts are no longer wanted, unless somebody else has the same number: families share phones. */
  async forgetOptOut(tx: EntityManager, { id, user_id }: ErasedPerson): Promise<void> {
    await rows(
      tx,
      sql`DELETE FROM sms_opt_out o
          WHERE phone_number IN (SELECT phone_number FROM patient WHERE id = ${id}
                                 UNION SELECT phone_number FROM user_account WHERE id = ${user_id})
            AND NOT EXISTS (SELECT FROM patient WHERE phone_number = o.phone_number AND id <> ${id})
            AND NOT EXISTS (SELECT FROM provider WHERE phone_number = o.phone_number)
            AND NOT EXISTS (SELECT FROM user_account
                            WHERE phone_number = o.phone_number AND id IS DISTINCT FROM ${user_id}::uuid)`,
    );
  }

  /** @param uhid a fresh one: the number on an old card leads nowhere */
  async blankPatient(tx: EntityManager, id: string, uhid: string): Promise<Date> {
    const erased = await firstRow<{ erased_at: Date }>(
      tx,
      sql`UPDATE patient SET uhid = ${uhid}, first_name = 'Erased', last_name = 'Erased', date_of_birth = NULL, sex = NULL,
            national_id = NULL, phone_number = NULL, email = NULL, medical_history = '', locale = DEFAULT,
            notification_preferences = '{"email": false, "sms": false}', is_active = false, erased_at = now(),
            version = version + 1, updated_at = now()
          WHERE id = ${id} RETURNING erased_at`,
    );
    return erased!.erased_at;
  }

  /** Closes the account: nobody can sign in, and its email, phone number and national ID are free for others. */
  async blankUser(tx: EntityManager, id: string): Promise<void> {
    await rows(tx, sql`DELETE FROM session WHERE user_id = ${id}`);
    await rows(
      tx,
      sql`UPDATE user_account SET first_name = 'Erased', last_name = 'Erased', email = id || '@erased.invalid',
            national_id = NULL, phone_number = NULL, password_hash = ${NOBODYS_HASH}, registration = '{}', is_active = false,
            erased_at = now(), version = version + 1, updated_at = now()
          WHERE id = ${id}`,
    );
  }

  /** What people wrote goes; who, when, where, what for and how it ended stays, for the reports. */
  blankAppointments(tx: EntityManager, patientId: string): Promise<number> {
    return countOf(
      tx,
      sql`UPDATE appointment SET reason = NULL, patient_instruction = NULL, notes = NULL, provider_notes = NULL,
            cancellation_reason_text = NULL, video_url = NULL, version = version + 1, updated_at = now()
          WHERE patient_id = ${patientId} RETURNING 1`,
    );
  }

  /**
   * Waits for whoever makes messages of the person's events just now, so that `blankNotifications` finds those. Whoever
   * comes later finds a person without an address.
   */
  async holdUntoldEvents(tx: EntityManager, person: ErasedPerson): Promise<void> {
    await rows(tx, sql`SELECT 1 FROM event WHERE ${isAbout(person)} AND relayed_at IS NULL FOR UPDATE`);
  }

  /** Possible for the erased and the removed alone, and in this form alone: the log's own trigger sees to that. */
  blankEvents(tx: EntityManager, person: Omit<ErasedPerson, 'erased_at'>): Promise<number> {
    return countOf(
      tx,
      sql`UPDATE event SET before = without_person(before), after = without_person(after), details = without_person(details)
          WHERE ${isAbout(person)} AND type <> 'patient.erased'
            AND (before, after, details) IS DISTINCT FROM
                (without_person(before), without_person(after), without_person(details))
          RETURNING 1`,
    );
  }

  /** Gateways' own ids go, too: by them a gateway finds number and text. A trigger keeps all this from coming back. */
  blankNotifications(tx: EntityManager, { id, user_id }: ErasedPerson): Promise<number> {
    return countOf(
      tx,
      sql`UPDATE notification SET address_hint = NULL, last_error = NULL, gateway_message_id = NULL
          WHERE recipient_id = ANY (ARRAY[${id}, ${user_id}]::uuid[]) RETURNING 1`,
    );
  }

  /**
   * Answers kept for an Idempotency-Key: to them, about them, or with their name among others'. Of somebody who was not
   * signed in nobody knows to which organization they belong: there an id must stand in the answer.
   */
  forgetAnswers(tx: EntityManager, person: ErasedPerson): Promise<number> {
    const { id, user_id, organization_id, first_name, last_name } = person;
    const holds = (text: string | null): Sql => sql`position(${text}::text IN answer::text) > 0`;
    const isOfThem = sql`(${holds(id)} OR ${holds(user_id)})`;
    const names = sql`${holds(JSON.stringify(first_name))} AND ${holds(JSON.stringify(last_name))}`;
    return countOf(
      tx,
      sql`DELETE FROM idempotency_key
          WHERE scope = ANY (ARRAY(SELECT id::text FROM user_account WHERE organization_id = ${organization_id}))
              AND (scope = ${user_id} OR ${isOfThem} OR (${names}))
            OR (scope = ${ANYONE} OR starts_with(scope, ${BEARER})) AND ${isOfThem}
          RETURNING 1`,
    );
  }
}

/** Events of their visits, their file and their account. */
function isAbout({ id, user_id, organization_id }: Omit<ErasedPerson, 'erased_at'>): Sql {
  return sql`organization_id = ${organization_id} AND (subject_type, subject_id) IN (
    SELECT 'appointment', id FROM appointment WHERE patient_id = ${id}
    UNION ALL VALUES ('patient', ${id}::uuid), ('user', ${user_id}::uuid))`;
}

async function countOf(tx: EntityManager, statement: Sql): Promise<number> {
  return (await rows(tx, statement)).length;
}
