import sql, { type Sql } from 'sql-template-tag';
import type { Interval } from '../domain/interval.js';
import type { ProviderKind } from '../domain/provider-kind.js';
import type { BookingSettings } from '../domain/schedule.js';

/**
 * What the rules ask about providers and the places where they work, as SQL expressions that make one JSON value of
 * a row: a booking needs one of them, a search hundreds, and both read them in the one statement that they send.
 * Instants are epoch milliseconds.
 */
export type Span = readonly [start: number, end: number];

/** A facility's or provider's own settings; null: somebody else's hold. */
export type OwnSettings = { readonly [Name in keyof BookingSettings]: BookingSettings[Name] | null };

export interface OrganizationFacts {
  /** IANA name; whose days are meant where there is no facility. */
  timezone: string;
  settings: BookingSettings;
}

/** Hours at one facility, as JSON text: it is parsed where it is met for the first time. */
export interface TextAt {
  facility_id: string;
  json: string;
}

export interface ProviderFacts {
  id: string;
  name: string;
  kind: ProviderKind;
  is_active: boolean;
  accepts_bookings: boolean;
  facility_ids: string[];
  topic_ids: string[];
  settings: OwnSettings;
  /** `WeeklyHours[]` */
  hours: TextAt[];
  /** `DateOverride[]` */
  overrides: TextAt[];
  time_off: Span[];
}

export interface FacilityFacts {
  id: string;
  name: string;
  is_active: boolean;
  timezone: string;
  /** Null: no limit. */
  capacity: number | null;
  settings: OwnSettings;
  /** `WeeklySpan[]`, as JSON text. */
  opening_hours: string;
  closures: Span[];
}

/** Epoch milliseconds of a timestamp. */
export function milliseconds(timestamp: Sql): Sql {
  return sql`(extract(epoch FROM ${timestamp}) * 1000)::bigint`;
}

/** `OrganizationFacts` of a row `o` of `organization`. */
export const ORGANIZATION_FACTS = sql`json_build_object('timezone', o.timezone, 'settings', ${settingsOf(sql`o`)})`;

/** `ProviderFacts` of a row `p` of `provider`: overrides and time off where they touch `range`. */
export function providerFacts(range: Interval): Sql {
  return sql`json_build_object(
    'id', p.id, 'name', concat_ws(' ', p.title, p.first_name, p.last_name), 'kind', p.kind,
    'is_active', p.is_active, 'accepts_bookings', p.accepts_bookings,
    'facility_ids', ARRAY(SELECT facility_id FROM provider_facility WHERE provider_id = p.id),
    'topic_ids', ARRAY(SELECT topic_id FROM provider_topic WHERE provider_id = p.id),
    'settings', ${settingsOf(sql`p`)},
    'hours', (SELECT coalesce(json_agg(h), '[]') FROM (
       SELECT facility_id, json_agg(json_build_object('weekday', weekday, 'start', start_clock, 'end', end_clock,
                             'valid_from', valid_from, 'valid_until', valid_until) ORDER BY weekday, start_clock)::text AS json
       FROM working_hours WHERE provider_id = p.id GROUP BY facility_id) h),
    'overrides', (SELECT coalesce(json_agg(x), '[]') FROM (
       SELECT facility_id, json_agg(json_build_object('date', date, 'spans', spans) ORDER BY date)::text AS json
       FROM working_hours_override
       WHERE provider_id = p.id AND date BETWEEN ${dateOf(range.start)}::date AND ${dateOf(range.end)}::date
       GROUP BY facility_id) x),
    'time_off', ${spansOf(sql`time_off WHERE provider_id = p.id`, range)})`;
}

/** `FacilityFacts` of a row `f` of `facility`: closures where they touch `range`. */
export function facilityFacts(range: Interval): Sql {
  return sql`json_build_object(
    'id', f.id, 'name', f.name, 'is_active', f.is_active, 'timezone', f.timezone, 'capacity', f.capacity,
    'settings', ${settingsOf(sql`f`)}, 'opening_hours', f.opening_hours::text,
    'closures', ${spansOf(sql`facility_closure WHERE facility_id = f.id`, range)})`;
}

/** That a provider (an expression) works at `f`: it is listed, or none is. */
export function worksAt(provider: Sql): Sql {
  const listed = sql`SELECT FROM provider_facility s WHERE s.provider_id = ${provider}`;
  return sql`(EXISTS (${listed} AND s.facility_id = f.id) OR NOT EXISTS (${listed}))`;
}

function settingsOf(row: Sql): Sql {
  return sql`json_build_object(
    'slot_interval_minutes', ${row}.slot_interval_minutes, 'minimum_notice_minutes', ${row}.minimum_notice_minutes,
    'booking_horizon_days', ${row}.booking_horizon_days, 'provider_daily_limit', ${row}.provider_daily_limit,
    'patient_daily_limit', ${row}.patient_daily_limit)`;
}

function spansOf(source: Sql, range: Interval): Sql {
  const [start, end] = [milliseconds(sql`start_time`), milliseconds(sql`end_time`)];
  return sql`(SELECT coalesce(json_agg(json_build_array(${start}, ${end}) ORDER BY start_time), '[]') FROM ${source}
    AND end_time > ${new Date(range.start)}::timestamptz AND start_time < ${new Date(range.end)}::timestamptz)`;
}

/** The UTC date; ranges are days wider than any zone is from UTC. */
function dateOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
