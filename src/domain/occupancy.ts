import { coveredBy, type Interval, overlaps, type Spans, widen } from './interval.js';

const MINUTE = 60_000;

/** Time that a resource is taken: a row of `occupancy`, in epoch milliseconds. */
export interface Busy extends Interval {
  /** When a hold ends, whether or not anybody has swept it away: from that millisecond on it blocks nobody. */
  readonly expires_at?: number | null;
}

/** Time that one of a facility's parallel lanes is taken. */
export interface BusyLane extends Busy {
  readonly lane: number;
}

/** How full a facility is. One object for all the providers who work there: what it works out is remembered. */
export interface FacilityLoad {
  /** Lanes; null: no limit. */
  readonly capacity: number | null;
  readonly busy: readonly BusyLane[];
}

/** What the one law holds against a visit, without the visit's own rows where it is being moved. */
export interface Occupancy {
  /** The provider's appointments, each with the buffers that it had. */
  readonly provider: readonly Busy[];
  /** The patient's own appointments; empty where the patient is not known. */
  readonly patient: readonly Busy[];
  /** Null without a facility. */
  readonly facility: FacilityLoad | null;
}

/** The buffers of what is wanted: they widen what it needs of the provider, not of the patient or the facility. */
export interface Buffers {
  readonly buffer_before_minutes: number;
  readonly buffer_after_minutes: number;
}

/** A visit that is asked for. Start and end in epoch milliseconds, without the buffers. */
export interface Visit extends Interval, Buffers {}

export type BusyResource = 'provider' | 'patient' | 'facility';

/** Every resource of the visit that is taken at `now`'s state of the holds; `booking_conflict` when there is any. */
export function conflictsOf(visit: Visit, occupancy: Occupancy, now: number): BusyResource[] {
  const { provider, patient, facility } = occupancy;
  const blocks = (span: Interval) => (busy: Busy) => overlaps(busy, span) && !hasExpired(busy, now);
  const conflicts: BusyResource[] = [];
  if (provider.some(blocks(withBuffers(visit)))) conflicts.push('provider');
  if (patient.some(blocks(visit))) conflicts.push('patient');
  if (facility && facility.capacity !== null) {
    const lanes = new Set(facility.busy.filter(blocks(visit)).map((busy) => busy.lane));
    if (lanes.size >= facility.capacity) conflicts.push('facility');
  }
  return conflicts;
}

/** The time a visit takes from its provider. */
export function withBuffers(visit: Visit): Interval {
  return {
    start: visit.start - visit.buffer_before_minutes * MINUTE,
    end: visit.end + visit.buffer_after_minutes * MINUTE,
  };
}

/**
 * Spans grown so that a visit clears them, buffers and all, exactly when the visit alone clears what is returned:
 * the buffer *after* a visit keeps it away from what follows, the one *before* from what precedes.
 */
export function keptClear(spans: readonly Interval[], buffers: Buffers): Spans {
  return widen(spans, buffers.buffer_after_minutes * MINUTE, buffers.buffer_before_minutes * MINUTE);
}

/** What is not an expired hold. */
export function blocking<T extends Busy>(busy: readonly T[], now: number): readonly T[] {
  return busy.some((each) => hasExpired(each, now)) ? busy.filter((each) => !hasExpired(each, now)) : busy;
}

function hasExpired({ expires_at }: Busy, now: number): boolean {
  return expires_at !== undefined && expires_at !== null && expires_at <= now;
}

const fullStarts = new WeakMap<FacilityLoad, { duration: number; now: number; spans: Spans }>();

/**
 * The starts at which a visit of `duration` milliseconds finds no lane: a visit needs *one* lane for its whole length,
 * so it is refused when as many lanes as there are each have something during it. (Lanes are counted and not looked
 * for by number, as the database does: a facility whose capacity was lowered has lanes beyond it in use.)
 */
export function fullFor(load: FacilityLoad | null, duration: number, now: number): Spans {
  if (!load || load.capacity === null) return [];
  const known = fullStarts.get(load);
  if (known?.duration === duration && known.now === now) return known.spans;
  // In whole milliseconds: a start is kept away by [start - duration + 1, end).
  const lanes = lanesOf(blocking(load.busy, now)).map((lane) => widen(lane, duration - 1, 0));
  const spans = coveredBy(lanes, load.capacity);
  fullStarts.set(load, { duration, now, spans });
  return spans;
}

function lanesOf(busy: readonly BusyLane[]): BusyLane[][] {
  const lanes = new Map<number, BusyLane[]>();
  for (const each of busy) {
    const lane = lanes.get(each.lane);
    if (lane) lane.push(each);
    else lanes.set(each.lane, [each]);
  }
  return [...lanes.values()];
}
