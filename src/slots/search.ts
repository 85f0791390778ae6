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

interface AskedPage {
  limit: number;
  after: Mark | null;
  now: number;
}

/** A page that comes together from windows of time, which are given by time and do not overlap. */
export interface PageMaker {
  /** Whether a window has anything to say about the page or its count. */
  needs(window: Interval): boolean;
  /** @param candidates in the order of (provider, facility) */
  add(candidates: readonly Candidate[], shape: Shape, window: Interval): void;
  /** Which of these providers a later window may still be about. */
  left(providerIds: readonly string[]): readonly string[];
  readonly page: SlotPage;
}

/**
 * A page of the slots of all candidates. All slots are computed to be counted, until there are so many that nobody
 * counts them; from then on only as many as the page may need.
 */
export class SlotsByTime implements PageMaker {
  private count = 0;
  private hasNext = false;
  private readonly slots: FreeSlot[] = [];

  constructor(private readonly asked: AskedPage) {}

  needs({ end }: Interval): boolean {
    if (this.count <= COUNT_CAP) return true;
    const { after } = this.asked;
    return !this.hasNext && (after === null || end > after.start);
  }

  add(candidates: readonly Candidate[], shape: Shape, window: Interval): void {
    const most = this.asked.limit - this.slots.length + 1;
    const lists = candidates.map((candidate) => this.startsOf(candidate, shape, window, most));
    const earliest = earliestOf(lists, most).map(({ start, list }) => ({
      start,
      candidate: candidates[list]!,
    }));
    this.slots.push(...earliest.slice(0, most - 1));
    this.hasNext ||= earliest.length === most;
  }

  left(providerIds: readonly string[]): readonly string[] {
    return providerIds;
  }

  get page(): SlotPage {
    return { count: this.count, slots: this.slots, hasNext: this.hasNext };
  }

  /** Counts the candidate's slots in the window, and gives those that the page may need. */
  private startsOf(candidate: Candidate, shape: Shape, window: Interval, most: number): readonly number[] {
    const { after, now } = this.asked;
    const { schedule, occupancy } = candidate;
    const query = { ...shape, ...within(candidate, window) };
    const threshold = after === null ? -Infinity : lastSeen(candidate, after);
    if (this.count > COUNT_CAP)
      return slotsOf(schedule, occupancy, { ...query, limit: most, after: threshold }, now);
    const all = slotsOf(schedule, occupancy, query, now);
    this.count += all.length;
    return startsAfter(all, threshold, most);
  }
}

/** The next free slot of each provider, in the order of time, paged like all others. */
export class FirstSlots implements PageMaker {
  private readonly first = new Map<string, FreeSlot>();

  constructor(private readonly asked: AskedPage) {}

  needs(): boolean {
    return true;
  }

  add(candidates: readonly Candidate[], shape: Shape, window: Interval): void {
    for (const candidate of candidates) {
      const { schedule, occupancy, provider_id } = candidate;
      const query = { ...shape, ...within(candidate, window), limit: 1 };
      const [start] = slotsOf(schedule, occupancy, query, this.asked.now);
      const known = this.first.get(provider_id);
      if (start !== undefined && (!known || start < known.start))
        this.first.set(provider_id, { start, candidate });
    }
  }

  left(providerIds: readonly string[]): readonly string[] {
    return providerIds.filter((id) => !this.first.has(id));
  }

  get page(): SlotPage {
    const { after, limit } = this.asked;
    const left = [...this.first.values()]
      .sort((a, b) => a.start - b.start || compare(markOf(a), markOf(b)))
      .filter((slot) => after === null || slot.start > lastSeen(slot.candidate, after));
    return { count: this.first.size, slots: left.slice(0, limit), hasNext: left.length > limit };
  }
}

/** What of the days that a candidate is searched in lies in a window; none of it where `to` is not after `from`. */
function within({ during }: Candidate, { start, end }: Interval): Pick<SlotQuery, 'from' | 'to'> {
  return { from: Math.max(during.start, start), to: Math.min(during.end, end) };
}

/** Where a page that ends with this slot ended. */
export function markOf({ start, candidate }: FreeSlot): Mark {
  return { start, provider_id: candidate.provider_id, facility_id: candidate.facility_id };
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
