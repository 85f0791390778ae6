import type { Interval } from '../domain/interval.js';
import type { Busy } from '../domain/occupancy.js';
import type { BookingSettings, Schedule } from '../domain/schedule.js';
import type { WeeklySpan } from '../domain/weekly-hours.js';
import {
  type DateOverride,
  type Hours,
  hoursAnywhere,
  hoursAt,
  type Place,
  type WeeklyHours,
} from '../domain/working-hours.js';
import type { FacilityFacts, OrganizationFacts, ProviderFacts, Span, TextAt } from './schedule-facts.js';

/** A provider at a facility, or at none in particular. */
export interface Whereabouts {
  organization: OrganizationFacts;
  provider: ProviderFacts;
  facility: FacilityFacts | null;
  /** Where the provider may work, as far as it is known; asked where there is no `facility`. */
  facilities: readonly FacilityFacts[];
}

/** What counts for the daily limits; may be left out where there is none. */
export type Counted = Pick<Schedule, 'provider_appointments' | 'patient_appointments'>;
export const NOTHING_COUNTED: Counted = { provider_appointments: [], patient_appointments: [] };

/**
 * Hours by the text that says them. The domain expands each `Hours` object once per date, and hours change once a
 * month while they are asked for all day. When it is full, all is forgotten at once.
 */
const remembered = new Map<string, readonly Hours[]>();
const REMEMBERED = 2_000;
/** Of all texts together: a clinic with many sites and overrides has long ones. */
const REMEMBERED_CHARACTERS = 8_000_000;
let characters = 0;

/** When the provider can be booked there, with the settings that hold: the provider's, else the facility's, else all's. */
export function scheduleOf(where: Whereabouts, counted: Counted = NOTHING_COUNTED): Schedule {
  const { organization, provider, facility } = where;
  return {
    ...settingsOf(where),
    timezone: facility?.timezone ?? organization.timezone,
    hours: hoursOf(where),
    time_off: provider.time_off.map(toInterval),
    closures: (facility?.closures ?? []).map(toInterval),
    ...counted,
  };
}

/** Whether either daily limit is set. */
export function isLimited({ provider_daily_limit, patient_daily_limit }: BookingSettings): boolean {
  return provider_daily_limit !== null || patient_daily_limit !== null;
}

/** A row `[start, end, expires]` of the database. */
export function toBusy([start, end, expires_at]: readonly [number, number, number | null]): Busy {
  return { start, end, expires_at };
}

/**
 * The facilities at which a provider is looked for: those that are listed; else those for which hours were set; else
 * every one. Where there is none at all, they are looked for without a facility.
 */
export function placesOf(
  provider: ProviderFacts,
  facilities: readonly FacilityFacts[],
): (FacilityFacts | null)[] {
  const active = facilities.filter((facility) => facility.is_active);
  if (provider.facility_ids.length > 0) return active.filter(({ id }) => isServed(provider, id));
  const withHours = active.filter(({ id }) => provider.hours.some(({ facility_id }) => facility_id === id));
  if (withHours.length > 0) return withHours;
  return active.length > 0 ? active : [null];
}

function settingsOf({ organization, provider, facility }: Whereabouts): BookingSettings {
  const pick = <Name extends keyof BookingSettings>(name: Name): BookingSettings[Name] =>
    provider.settings[name] ?? facility?.settings[name] ?? organization.settings[name];
  return {
    slot_interval_minutes: pick('slot_interval_minutes'),
    minimum_notice_minutes: pick('minimum_notice_minutes'),
    booking_horizon_days: pick('booking_horizon_days'),
    provider_daily_limit: pick('provider_daily_limit'),
    patient_daily_limit: pick('patient_daily_limit'),
  };
}

function hoursOf({ organization, provider, facility, facilities }: Whereabouts): readonly Hours[] {
  if (facility) {
    const text = textOf(provider, facility);
    return remember(text, () => [hoursAt(placeFrom(text))]);
  }
  const served = facilities.filter(({ id }) => isServed(provider, id));
  const open = served.filter(({ is_active }) => is_active);
  // A closed site says nothing of when somebody works, unless it is all that is known of them.
  const places = open.length > 0 || provider.facility_ids.length === 0 ? open : served;
  const texts = [...new Set(places.map((place) => textOf(provider, place)))];
  const { timezone } = organization;
  return remember(JSON.stringify([timezone, texts]), () => hoursAnywhere(texts.map(placeFrom), timezone));
}

function isServed({ facility_ids }: ProviderFacts, id: string): boolean {
  return facility_ids.length === 0 || facility_ids.includes(id);
}

/** Everything that the hours of a provider at a facility depend on, in one text. */
function textOf({ hours, overrides }: ProviderFacts, { id, timezone, opening_hours }: FacilityFacts): string {
  const at = (texts: readonly TextAt[]): string =>
    texts.find((each) => each.facility_id === id)?.json ?? '[]';
  return `["${timezone}",${at(hours)},${opening_hours},${at(overrides)}]`;
}

function placeFrom(text: string): Place {
  const [timezone, weekly, opening_hours, overrides] = JSON.parse(text) as [
    string,
    WeeklyHours[],
    WeeklySpan[],
    DateOverride[],
  ];
  return { timezone, weekly, opening_hours, overrides };
}

function remember(key: string, make: () => readonly Hours[]): readonly Hours[] {
  const known = remembered.get(key);
  if (known) return known;
  const hours = make();
  characters += key.length;
  if (remembered.size >= REMEMBERED || characters > REMEMBERED_CHARACTERS) {
    remembered.clear();
    characters = key.length;
  }
  remembered.set(key, hours);
  return hours;
}

function toInterval([start, end]: Span): Interval {
  return { start, end };
}
