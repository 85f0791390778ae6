import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { type EntityManager, IsNull, Raw } from 'typeorm';
import { formatUhid, readUhid, scatterUhidNumber } from '../domain/uhid.js';
import { firstRow, rows } from '../platform/database/database.js';
import { containing, fetchPage } from '../platform/database/keyset.js';
import { everyWord } from '../platform/database/search.js';
import type { Page } from '../platform/http/views.js';
import { normalizePhone } from '../platform/phone.js';
import type { PatientQuery } from './patient.dto.js';
import { Patient } from './patient.entity.js';

/** What tells one patient from another, as it is stored. */
export interface PatientIdentity {
  first_name: string;
  last_name: string;
  national_id: string | null;
  phone_number: string | null;
}

/** Every query on `patient`. */
@Injectable()
export class PatientRepository {
  findById(tx: EntityManager, organizationId: string, id: string): Promise<Patient | null> {
    return tx.findOneBy(Patient, { organization_id: organizationId, id });
  }

  /** Locks what foreign keys do not look at: bookings go on while somebody changes the file. */
  findByIdForUpdate(tx: EntityManager, organizationId: string, id: string): Promise<Patient | null> {
    const where = { organization_id: organizationId, id };
    return tx.findOne(Patient, { where, lock: { mode: 'for_no_key_update' } });
  }

  /** Locks all of it: whoever is about to refer to it waits, and then finds it gone. */
  findByIdForRemoval(tx: EntityManager, organizationId: string, id: string): Promise<Patient | null> {
    const where = { organization_id: organizationId, id };
    return tx.findOne(Patient, { where, lock: { mode: 'pessimistic_write' } });
  }

  findByUserForUpdate(tx: EntityManager, organizationId: string, userId: string): Promise<Patient | null> {
    const where = { organization_id: organizationId, user_id: userId };
    return tx.findOne(Patient, { where, lock: { mode: 'for_no_key_update' } });
  }

  /** The patient with this national ID whom nobody signs in as yet. */
  findUnlinkedForUpdate(
    tx: EntityManager,
    organizationId: string,
    nationalId: string,
  ): Promise<Patient | null> {
    const sameId = Raw((column) => `lower(${column}) = lower(:nationalId)`, { nationalId });
    const where = { organization_id: organizationId, national_id: sameId, user_id: IsNull() };
    return tx.findOne(Patient, { where, lock: { mode: 'for_no_key_update' } });
  }

  async findIdByUhid(tx: EntityManager, organizationId: string, uhid: string): Promise<string | null> {
    const patient = await tx.findOne(Patient, {
      select: { id: true },
      where: { organization_id: organizationId, uhid },
    });
    return patient?.id ?? null;
  }

  /**
   * Who this is, by national ID, or else by phone number and name, as long as their national IDs do not
   * differ: families share a phone, and sometimes a name.
   */
  async findIdByIdentity(
    tx: EntityManager,
    organizationId: string,
    who: PatientIdentity,
  ): Promise<string | null> {
    const isNamesake = sql`phone_number = ${who.phone_number} AND lower(first_name) = lower(${who.first_name})
      AND lower(last_name) = lower(${who.last_name}) AND (national_id IS NULL OR ${who.national_id}::text IS NULL)`;
    const isSame = sql`lower(national_id) = lower(${who.national_id})`;
    const match = await firstRow<{ id: string }>(
      tx,
      sql`SELECT id FROM patient WHERE organization_id = ${organizationId} AND (${isSame} OR (${isNamesake}))
          ORDER BY ${isSame} DESC NULLS LAST, id LIMIT 1`,
    );
    return match?.id ?? null;
  }

  /** Until the transaction ends, nobody else looks for, or adds, somebody with one of these. */
  async lockIdentity(
    tx: EntityManager,
    organizationId: string,
    { national_id, phone_number }: PatientIdentity,
  ): Promise<void> {
    const keys = [national_id?.toLowerCase(), phone_number]
      .filter((key) => key)
      .map((key) => `${organizationId}/${key}`);
    for (const key of keys.sort())
      await rows(tx, sql`SELECT pg_advisory_xact_lock(hashtextextended(${`patient/${key}`}, 0))`);
  }

  /** A UHID that nobody else ever gets, with the organization's country. */
  async nextUhid(tx: EntityManager, organizationId: string): Promise<string> {
    const next = await firstRow<{ country: string; count: string }>(
      tx,
      sql`SELECT country_code AS country, nextval('uhid_number') AS count FROM organization WHERE id = ${organizationId}`,
    );
    if (!next) throw new Error('a patient without an organization');
    return formatUhid(next.country, scatterUhidNumber(Number(next.count)));
  }

  /** @param only the one patient that the caller may see; undefined: all, null: none */
  list(
    tx: EntityManager,
    organizationId: string,
    query: PatientQuery,
    only?: string | null,
  ): Promise<Page<Patient>> {
    const where = [sql`p.organization_id = ${organizationId}`, ...filtersOf(query)];
    if (only !== undefined) where.push(sql`p.id = ${only}`);
    const listing = { columns: sql`p.*`, from: sql`patient p`, where, alias: 'p' };
    return fetchPage<Patient>(tx, listing, query, query.ordering ?? 'created_at');
  }

  save(tx: EntityManager, patient: Patient): Promise<Patient> {
    return tx.save(patient);
  }

  /** Throws a foreign key violation while anything refers to them. */
  async remove(tx: EntityManager, id: string): Promise<void> {
    await tx.delete(Patient, { id });
  }
}

function filtersOf(query: PatientQuery): Sql[] {
  const { is_active, uhid, phone_number, national_id, search } = query;
  const filters: Sql[] = [];
  if (is_active !== undefined) filters.push(sql`p.is_active = ${is_active}`);
  if (uhid !== undefined) filters.push(sql`p.uhid = ${readUhid(uhid) ?? uhid}`);
  if (phone_number !== undefined)
    filters.push(sql`p.phone_number = ${normalizePhone(phone_number, 'phone_number')}`);
  if (national_id !== undefined) filters.push(sql`lower(p.national_id) = lower(${national_id})`);
  if (search !== undefined) filters.push(matching(search));
  return filters;
}

/** Name, UHID, phone number and national ID hold every word; or one of them is what was meant as a whole. */
function matching(search: string): Sql {
  const words = everyWord(sql`p.search_text`, search);
  const whole = storedForm(search);
  return whole === null ? words : sql`(${words} OR p.search_text LIKE ${containing(whole)})`;
}

/** A UHID or phone number as it is stored, however it was written; null when the search is neither. */
function storedForm(search: string): string | null {
  const digits = search.replace(/[\s().\-/+]/g, '');
  // Leading zeros are the dialling prefix of the country or the city, which E.164 is without.
  return readUhid(search) ?? /^0*([1-9]\d{4,})$/.exec(digits)?.[1] ?? null;
}
