import { Injectable } from '@nestjs/common';
import sql, { empty, type Sql } from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import type { TopicFacts } from '../appointments/booking.repository.js';
import { type BusyRow, countedRows } from '../appointments/daily-limit.repository.js';
import type { Interval } from '../domain/interval.js';
import { BOOKABLE_KINDS } from '../domain/provider-kind.js';
import { firstPreparedRow } from '../platform/database/database.js';
import {
  type FacilityFacts,
  facilityFacts,
  milliseconds,
  ORGANIZATION_FACTS,
  type OrganizationFacts,
  type ProviderFacts,
  providerFacts,
} from '../providers/schedule-facts.js';

/** Who is looked for, and between which instants (epoch milliseconds). */
export interface Wish {
  organization_id: string;
  provider_ids: readonly string[] | null;
  facility_id: string | null;
  specialty: string | null;
  service_type: string | null;
  topic_ids: readonly string[];
  /** Whose own appointments are taken out; null: nobody's. */
  patient_id: string | null;
  range: Interval;
}

/** A row `[lane, start, end, expires]` in epoch milliseconds. */
export type LaneRow = readonly [lane: number, start: number, end: number, expires: number | null];

export interface FoundProvider {
  facts: ProviderFacts;
  busy: BusyRow[];
  /** Empty unless a daily limit is set anywhere. */
  counted: BusyRow[];
}

export interface FoundFacility {
  facts: FacilityFacts;
  busy: LaneRow[];
}

export interface Found {
  organization: OrganizationFacts;
  topics: TopicFacts[];
  /** By id. */
  providers: FoundProvider[];
  /** By id; those where any of the providers may work. */
  facilities: FoundFacility[];
  patient: { is_active: boolean; busy: BusyRow[]; counted: BusyRow[] } | null;
}

/** Everything that a search computes with. */
@Injectable()
export class SearchRepository {
  /** One statement, however many providers, places and days: whatever touches the wish's range. */
  async find(tx: EntityManager, wish: Wish): Promise<Found> {
    const { organization_id, range, patient_id } = wish;
    const found = await firstPreparedRow<Found>(
      tx,
      sql`WITH wanted AS (
          SELECT p.* FROM provider p WHERE p.organization_id = ${organization_id}::uuid AND ${isWanted(wish)}),
        place AS (
          SELECT f.* FROM facility f
          WHERE f.organization_id = ${organization_id}::uuid AND f.is_active AND ${isPlace(wish)}),
        limited AS (
          SELECT FROM organization WHERE id = ${organization_id}::uuid AND ${HAS_LIMIT}
          UNION ALL SELECT FROM place WHERE ${HAS_LIMIT} UNION ALL SELECT FROM wanted WHERE ${HAS_LIMIT})
        SELECT ${ORGANIZATION_FACTS} AS organization,
          (SELECT coalesce(json_agg(t), '[]') FROM topic t
           WHERE t.organization_id = o.id AND t.id = ANY (${wish.topic_ids}::uuid[])) AS topics,
          (SELECT coalesce(json_agg(json_build_object('facts', ${providerFacts(range)},
             'busy', ${busyRows(sql`p.id`, range)},
             'counted', ${countedIfLimited(sql`a.provider_id = p.id`, range)}) ORDER BY p.id), '[]')
           FROM wanted p) AS providers,
          (SELECT coalesce(json_agg(json_build_object('facts', ${facilityFacts(range)},
             'busy', ${laneRows(range)}) ORDER BY f.id), '[]') FROM place f) AS facilities,
          (SELECT json_build_object('is_active', who.is_active, 'busy', ${busyRows(sql`who.id`, range)},
             'counted', ${countedIfLimited(sql`a.patient_id = who.id`, range)})
           FROM patient who WHERE who.id = ${patient_id}::uuid) AS patient
        FROM organization o WHERE o.id = ${organization_id}::uuid`,
    );
    if (!found) throw new Error('a search without an organization');
    return found;
  }
}

const HAS_LIMIT = sql`num_nonnulls(provider_daily_limit, patient_daily_limit) > 0`;

/** Who can be booked at all, and is asked for. */
function isWanted({ provider_ids, specialty, facility_id, service_type, topic_ids }: Wish): Sql {
  const isNamed = provider_ids === null ? empty : sql`AND p.id = ANY (${provider_ids}::uuid[])`;
  return sql`p.is_active AND p.accepts_bookings AND p.kind = ANY (${BOOKABLE_KINDS}::text[]) ${isNamed}
    AND (${specialty}::text IS NULL OR p.specialties @> ARRAY[${specialty}::text])
    AND (${facility_id}::uuid IS NULL
      OR EXISTS (SELECT FROM provider_facility WHERE provider_id = p.id AND facility_id = ${facility_id}::uuid)
      OR NOT EXISTS (SELECT FROM provider_facility WHERE provider_id = p.id))
    AND (NOT EXISTS (SELECT FROM provider_topic WHERE provider_id = p.id)
      OR ((SELECT count(*) FROM provider_topic WHERE provider_id = p.id AND topic_id = ANY (${topic_ids}::uuid[]))
          = cardinality(${topic_ids}::uuid[])
        AND (${service_type}::text IS NULL OR EXISTS (
          SELECT FROM provider_topic pt JOIN topic t ON t.id = pt.topic_id
          WHERE pt.provider_id = p.id AND t.is_active AND t.service_type = ${service_type}::text))))`;
}

/** Where any of them may work. */
function isPlace({ facility_id }: Wish): Sql {
  if (facility_id !== null) return sql`f.id = ${facility_id}::uuid`;
  return sql`(EXISTS (SELECT FROM provider_facility s JOIN wanted w ON w.id = s.provider_id WHERE s.facility_id = f.id)
    OR EXISTS (SELECT FROM wanted w WHERE NOT EXISTS (SELECT FROM provider_facility s WHERE s.provider_id = w.id)))`;
}

const DURING = sql`${milliseconds(sql`lower(during)`)}, ${milliseconds(sql`upper(during)`)}, ${milliseconds(sql`expires_at`)}`;

/** A JSON list of `BusyRow`. */
function busyRows(resource: Sql, range: Interval): Sql {
  return sql`(SELECT coalesce(array_to_json(array_agg(ARRAY[${DURING}] ORDER BY lower(during))), '[]')
    FROM occupancy WHERE resource_id = ${resource} AND during && ${rangeOf(range)})`;
}

/** A JSON list of `LaneRow` of a facility `f`; one without a limit has no rows. */
function laneRows(range: Interval): Sql {
  return sql`(SELECT coalesce(array_to_json(array_agg(ARRAY[lane::bigint, ${DURING}] ORDER BY lower(during))), '[]')
    FROM occupancy WHERE resource_id = f.id AND during && ${rangeOf(range)})`;
}

function countedIfLimited(whose: Sql, range: Interval): Sql {
  return sql`CASE WHEN EXISTS (SELECT FROM limited) THEN ${countedRows(whose, range)} ELSE '[]' END`;
}

function rangeOf({ start, end }: Interval): Sql {
  return sql`tstzrange(${new Date(start)}::timestamptz, ${new Date(end)}::timestamptz)`;
}
