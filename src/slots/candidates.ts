import { refusalsOf } from '../domain/booking-rules.js';
import { boundsOfDay, type Day, dayOf } from '../domain/local-time.js';
import type { FacilityLoad } from '../domain/occupancy.js';
import { isBookable } from '../domain/provider-kind.js';
import type { FacilityFacts } from '../providers/schedule-facts.js';
import { placesOf, scheduleOf, toBusy } from '../providers/schedule-of.js';
import type { Candidate } from './search.js';
import type { Found, FoundProvider, Wish } from './search.repository.js';

/** Local days, both included; `first` null: from today on, wherever that is. */
export interface AskedDays {
  first: Day | null;
  last: Day;
}

/** What is known, and put into the form that the domain asks for: once for all candidates. */
interface Known extends Found {
  facts: FacilityFacts[];
  loads: ReadonlyMap<string, FacilityLoad>;
}

/** Whether a topic or the place is not there: then nobody can be booked, on whatever day. */
export function isInVain({ topic_ids, facility_id }: Wish, { topics, facilities }: Found): boolean {
  return topics.length < topic_ids.length || (facility_id !== null && facilities.length === 0);
}

/** Every provider at every place where the rules without a clock let them be booked, by (provider, facility). */
export function candidatesOf(wish: Wish, found: Found, days: AskedDays, now: number): Candidate[] {
  if (isInVain(wish, found)) return [];
  const known = {
    ...found,
    facts: found.facilities.map(({ facts }) => facts),
    loads: new Map(found.facilities.map(({ facts, busy }) => [facts.id, loadOf(facts, busy)])),
  };
  return found.providers.flatMap((provider) =>
    placesOf(provider.facts, known.facts)
      .filter((facility) => isAllowed(provider, facility, known))
      .map((facility) => candidate(provider, facility, known, days, now)),
  );
}

function loadOf({ capacity }: FacilityFacts, busy: Found['facilities'][number]['busy']): FacilityLoad {
  return {
    capacity,
    busy: busy.map(([lane, start, end, expires_at]) => ({ lane, start, end, expires_at })),
  };
}

function isAllowed({ facts }: FoundProvider, facility: FacilityFacts | null, known: Known): boolean {
  const provider = { ...facts, bookable: isBookable(facts.kind) };
  const patient = known.patient ?? { is_active: true };
  return refusalsOf({ provider, patient, facility, topics: known.topics }).length === 0;
}

function candidate(
  { facts: provider, busy, counted }: FoundProvider,
  facility: FacilityFacts | null,
  { organization, facts: facilities, patient, loads }: Known,
  { first, last }: AskedDays,
  now: number,
): Candidate {
  const schedule = scheduleOf(
    { organization, provider, facility, facilities },
    {
      provider_appointments: counted.map(toBusy),
      patient_appointments: (patient?.counted ?? []).map(toBusy),
    },
  );
  const zone = schedule.timezone;
  return {
    provider_id: provider.id,
    provider_name: provider.name,
    facility_id: facility?.id ?? null,
    facility_name: facility?.name ?? null,
    schedule,
    occupancy: {
      provider: busy.map(toBusy),
      patient: (patient?.busy ?? []).map(toBusy),
      facility: facility ? (loads.get(facility.id) ?? null) : null,
    },
    during: {
      start: boundsOfDay(zone, first ?? dayOf(zone, now)).start,
      end: boundsOfDay(zone, last).end,
    },
  };
}
