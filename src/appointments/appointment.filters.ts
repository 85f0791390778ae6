import sql, { join, raw, type Sql } from 'sql-template-tag';
import { validate as isUuid } from 'uuid';
import { isDate } from '../domain/instant.js';
import { readUhid } from '../domain/uhid.js';
import { everyWord } from '../platform/database/search.js';
import type { Actor } from '../platform/security/actor.js';
import type { AppointmentQuery } from './appointment.dto.js';

/** Whose appointments a caller sees; one SQL condition on `appointment a` that every read carries. */
export interface AppointmentScope {
  organization_id: string;
  condition: Sql;
}

/** Admins and staff see the organization's; providers and patients their own; without a profile, none. */
export function scopeOf(actor: Actor): AppointmentScope {
  const { organization_id } = actor;
  const organization = sql`a.organization_id = ${organization_id}`;
  if (actor.role === 'provider')
    return { organization_id, condition: sql`${organization} AND a.provider_id = ${actor.provider_id}` };
  if (actor.role === 'patient')
    return { organization_id, condition: sql`${organization} AND a.patient_id = ${actor.patient_id}` };
  return { organization_id, condition: organization };
}

/** The list's conditions. */
export function conditionsOf(scope: AppointmentScope, query: AppointmentQuery, people?: FoundPeople): Sql[] {
  const conditions = [scope.condition, sql`a.deleted_at IS NULL`, ...idConditions(query)];
  if (query.status) conditions.push(statusCondition(query.status));
  if (query.appointment_type) conditions.push(sql`a.appointment_type = ANY (${query.appointment_type})`);
  if (query.upcoming_only) conditions.push(sql`a.status = 'scheduled'`, sql`a.start_time > now()`);
  if (query.search !== undefined && people) conditions.push(searchCondition(query.search, people));
  if (query.date_from !== undefined) conditions.push(startsFrom(query.date_from, scope));
  if (query.date_to !== undefined) conditions.push(startsBefore(query.date_to, scope));
  return conditions;
}

/**
 * Whether any values of these filters are found by the same index: people, places and times are, words are not; and in
 * the order of `start_time` alone, which the indexes of all scopes have. By `created_at` only an organization's are in
 * order: whether to walk them, or to find few and sort those, depends on the values.
 */
export function hasOnePlan(query: AppointmentQuery): boolean {
  const { search, topic_id, appointment_type, ordering = 'start_time', status = [] } = query;
  const isOneStatus = status.length <= 1 && !status.includes('overdue');
  const isByStart = ordering === 'start_time' || ordering === '-start_time';
  return (
    isOneStatus && isByStart && [search, topic_id, appointment_type].every((filter) => filter === undefined)
  );
}

function idConditions(query: AppointmentQuery): Sql[] {
  const conditions: Sql[] = [];
  if (query.provider_id) conditions.push(sql`a.provider_id = ${query.provider_id}`);
  if (query.patient_id) conditions.push(sql`a.patient_id = ${query.patient_id}`);
  if (query.facility_id) conditions.push(sql`a.facility_id = ${query.facility_id}`);
  if (query.patient_uhid)
    conditions.push(
      sql`a.patient_id = (SELECT id FROM patient WHERE uhid = ${readUhid(query.patient_uhid) ?? query.patient_uhid})`,
    );
  if (query.topic_id)
    conditions.push(
      sql`EXISTS (SELECT FROM appointment_topic at WHERE at.appointment_id = a.id AND at.topic_id = ${query.topic_id})`,
    );
  return conditions;
}

/** Whom a search means: people by name, UHID or id. */
export interface FoundPeople {
  patient_ids: string[];
  provider_ids: string[];
}

/** More people than this match a search that means nobody in particular. */
const PEOPLE_LIMIT = 2_000;

/** The query for {@link FoundPeople}. */
export function peopleMatching(organizationId: string, search: string): Sql {
  const found = (table: Sql): Sql =>
    sql`ARRAY(SELECT id FROM ${table} WHERE organization_id = ${organizationId}
              AND ${everyWord(sql`search_text`, search)} LIMIT ${PEOPLE_LIMIT + 1})`;
  return sql`SELECT ${found(sql`patient`)} AS patient_ids, ${found(sql`provider`)} AS provider_ids`;
}

/**
 * A patient's name, UHID or id, a provider's name, an appointment number. Few people are looked up by index
 * one by one; where many match, the list is walked in its order, for the first page is full soon.
 */
function searchCondition(search: string, people: FoundPeople): Sql {
  const { patient_ids, provider_ids } = people;
  const parts = [sql`a.appointment_number = ${search.trim().toUpperCase()}`];
  if (isUuid(search.trim())) parts.push(sql`a.patient_id = ${search.trim()}::uuid`);
  if (Math.max(patient_ids.length, provider_ids.length) <= PEOPLE_LIMIT) {
    parts.push(
      sql`a.patient_id = ANY (${patient_ids}::uuid[])`,
      sql`a.provider_id = ANY (${provider_ids}::uuid[])`,
    );
  } else {
    for (const [column, table] of [
      ['patient_id', 'patient'],
      ['provider_id', 'provider'],
    ] as const)
      parts.push(
        sql`EXISTS (SELECT FROM ${raw(table)} who WHERE who.id = a.${raw(column)} AND ${everyWord(sql`who.search_text`, search)})`,
      );
  }
  return sql`(${join(parts, ' OR ')})`;
}

function statusCondition(wanted: readonly string[]): Sql {
  const statuses = wanted.filter((status) => status !== 'overdue');
  // One alone is found in the list's order by appointment_by_status.
  if (wanted.length === 1 && statuses.length === 1) return sql`a.status = ${statuses[0]}`;
  const parts: Sql[] = [];
  if (statuses.length > 0) parts.push(sql`a.status = ANY (${statuses})`);
  if (wanted.includes('overdue')) parts.push(sql`(a.status = 'scheduled' AND a.end_time < now())`);
  return sql`(${join(parts, ' OR ')})`;
}

function startsFrom(bound: string, scope: AppointmentScope): Sql {
  if (!isDate(bound)) return sql`a.start_time >= ${bound}::timestamptz`;
  const midnight = sql`${bound}::date::timestamp`;
  return sql`a.start_time >= ${ofAllZones('min', midnight, scope)}
    AND (a.start_time >= ${ofAllZones('max', midnight, scope)} OR a.start_time >= ${midnight} AT TIME ZONE ${zoneOf(scope)})`;
}

function startsBefore(bound: string, scope: AppointmentScope): Sql {
  if (!isDate(bound)) return sql`a.start_time < ${bound}::timestamptz`;
  const midnight = sql`(${bound}::date + 1)::timestamp`;
  return sql`a.start_time < ${ofAllZones('max', midnight, scope)}
    AND (a.start_time < ${ofAllZones('min', midnight, scope)} OR a.start_time < ${midnight} AT TIME ZONE ${zoneOf(scope)})`;
}

/** The first or the last of the organization's midnights: the bounds that let an index find a local day. Asked once. */
function ofAllZones(which: 'min' | 'max', midnight: Sql, { organization_id }: AppointmentScope): Sql {
  return sql`(SELECT ${raw(which)}(${midnight} AT TIME ZONE timezone) FROM (
    SELECT timezone FROM facility WHERE organization_id = ${organization_id}
    UNION SELECT timezone FROM organization WHERE id = ${organization_id}) zone)`;
}

/**
 * The facility's zone; without one the organization's. Asked for visits between the midnights of two zones only: it
 * stands behind an OR, whose other side settles all others.
 */
function zoneOf({ organization_id }: AppointmentScope): Sql {
  return sql`coalesce((SELECT timezone FROM facility WHERE id = a.facility_id),
                      (SELECT timezone FROM organization WHERE id = ${organization_id}))`;
}
