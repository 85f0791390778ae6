import { earliestOf, slotsOf, type SlotQuery } from '../domain/availability.js';
import type { Interval } from '../domain/interval.js';
import type { Occupancy } from '../domain/occupancy.js';
import type { Schedule } from '../domain/schedule.js';
import { COUNT_CAP } from '../platform/http/views.js';

/** One provider at one place, and what is asked of them there. */
export interface Candidate {
  provider_id: string;
  provider_name: string;
  facility_id: string | null;
  facility_name: string | null;
  schedule: Schedule;
  occupancy: Occupancy;
  /** The local days that are searched, as instants. */
  during: Interval;
}

/** A free slot of a candidate; start in epoch milliseconds. */
export interface FreeSlot {
  start: number;
  candidate: Candidate;
}

/** The last slot of a page: the next one begins after it in the order of (start, provider, facility). */
export interface Mark {
  start: number;
  provider_id: string;
  facility_id: string | null;
}

export interface SlotPage {
  /** Exact up to `COUNT_CAP`, and beyond it more than that. */
  count: number;
  slots: FreeSlot[];
  /** Whether there are slots after these. */
  hasNext: boolean;
}

type Shape = Pick<SlotQuery, 'duration_minutes' | 'buffer_before_minutes' | 'buffer_after_minutes'>;

/**
 * A page of the slots of all candidates, who are in the order of (provider, facility). All slots are computed to
 * be counted, until there are so many that nobody counts them; from then on only as many as the page may need.
 */
export function pageOfSlots(
  candidates: readonly Candidate[],
  shape: Shape,
  { limit, after, now }: { limit: number; after: Mark | null; now: number },
): SlotPage {
  let count = 0;
  const lists = candidates.map((candidate) => {
    const { schedule, occupancy, during } = candidate;
    const query = { ...shape, from: during.start, to: during.end };
    const threshold = after === null ? -Infinity : lastSeen(candidate, after);
    if (count > COUNT_CAP)
      return slotsOf(schedule, occupancy, { ...query, limit: limit + 1, after: threshold }, now);
    const all = slotsOf(schedule, occupancy, query, now);
    count += all.length;
    return startsAfter(all, threshold, limit + 1);
  });
  return { count, ...cut(candidates, lists, limit) };
}

/** The next free slot of each provider, in the order of time, paged like all others. */
export function pageOfFirstSlots(
  candidates: readonly Candidate[],
  shape: Shape,
  { limit, after, now }: { limit: number; after: Mark | null; now: number },
): SlotPage {
  const first = new Map<string, FreeSlot>();
  for (const candidate of candidates) {
    const { schedule, occupancy, during, provider_id } = candidate;
    const query = { ...shape, from: during.start, to: during.end, limit: 1 };
    const [start] = slotsOf(schedule, occupancy, query, now);
    const known = first.get(provider_id);
    if (start !== undefined && (!known || start < known.start)) first.set(provider_id, { start, candidate });
  }
  const left = [...first.values()]
    .sort((a, b) => a.start - b.start || compare(markOf(a), markOf(b)))
    .filter((slot) => after === null || slot.start > lastSeen(slot.candidate, after));
  return { count: first.size, slots: left.slice(0, limit), hasNext: left.length > limit };
}

/** Where a page that ends with this slot ended. */
export function markOf({ start, candidate }: FreeSlot): Mark {
  return { start, provider_id: candidate.provider_id, facility_id: candidate.facility_id };
}

function cut(
  candidates: readonly Candidate[],
  lists: readonly (readonly number[])[],
  limit: number,
): Pick<SlotPage, 'slots' | 'hasNext'> {
  const earliest = earliestOf(lists, limit + 1);
  const slots = earliest.slice(0, limit).map(({ start, list }) => ({ start, candidate: candidates[list]! }));
  return { slots, hasNext: earliest.length > limit };
}

/** The last start of this candidate that a page up to the mark has shown: of two at one time, the first came first. */
function lastSeen(candidate: Candidate, mark: Mark): number {
  return compare(candidate, mark) <= 0 ? mark.start : mark.start - 1;
}

/** Candidates and marks in the order of (provider, facility). */
export function compare(
  a: Pick<Mark, 'provider_id' | 'facility_id'>,
  b: Pick<Mark, 'provider_id' | 'facility_id'>,
): number {
  const [left, right] = [a, b].map(({ provider_id, facility_id }) => provider_id + (facility_id ?? ''));
  return left! < right! ? -1 : left === right ? 0 : 1;
}

function startsAfter(starts: readonly number[], threshold: number, most: number): readonly number[] {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= threshold) low = middle + 1;
    else high = middle;
  }
  return starts.slice(low, low + most);
}
