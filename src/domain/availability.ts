import { clip, firstEndingAfter, type Interval, type Spans, subtract, union } from './interval.js';
import { blocking, type Buffers, fullFor, keptClear, type Occupancy } from './occupancy.js';
import { type Rules, rulesWithin, type Schedule, startBounds } from './schedule.js';

const MINUTE = 60_000;
/** A search with a limit looks this far at a time. */
const STRIDE = 7 * 24 * 60 * MINUTE;

/** A search in one provider's time. Instants are epoch milliseconds. */
export interface SlotQuery extends Buffers {
  /** Starts are within [from, to) and nowhere else; what starts just before `to` ends after it. */
  readonly from: number;
  readonly to: number;
  readonly duration_minutes: number;
  /** At most so many; not given: all. With 1 this is the next free slot. The search stops when it has them. */
  readonly limit?: number;
  /** Only starts after this one: where a page ended. */
  readonly after?: number;
}

/**
 * The starts of all free slots in epoch milliseconds, by time: on the grid, `duration_minutes` long, refused by no
 * rule and in nobody's way. Each passes `timeRefusalsOf` as a patient and `conflictsOf`; where hours have a grid, no
 * other start does. Where nobody set hours every start is bookable, and those counted from midnight are offered.
 */
export function slotsOf(schedule: Schedule, occupancy: Occupancy, query: SlotQuery, now: number): number[] {
  const { limit = Infinity } = query;
  const shape = { ...query, duration: query.duration_minutes * MINUTE };
  const taken = takenFrom(occupancy, shape, now);
  const full = fullFor(occupancy.facility, shape.duration, now);
  const starts: number[] = [];
  for (const asked of stridesOf(schedule, query, now)) {
    const rules = rulesWithin(schedule, shape, { start: asked.start, end: asked.end + shape.duration }, now);
    const forbidden = [full, rules.providerFull, rules.patientFull];
    const allowed = startsIn(freeIn(rules, taken), shape.duration, forbidden);
    addOnGrid(starts, rules, clip(allowed, asked), limit);
    if (starts.length >= limit) break;
  }
  return starts.slice(0, limit);
}

/**
 * The time within `range` that is free for visits with such buffers: hours − closures − time off − whoever is busy −
 * every lane taken. The rules about starts (grid, notice, horizon, limits) and the visit's length have no say in it.
 */
export function freeSpans(
  schedule: Schedule,
  occupancy: Occupancy,
  buffers: Buffers,
  range: Interval,
  now: number,
): Spans {
  const shape = { ...buffers, duration: 1 };
  const rules = rulesWithin(schedule, shape, range, now);
  const free = freeIn(rules, takenFrom(occupancy, shape, now));
  return clip(subtract(free, fullFor(occupancy.facility, shape.duration, now)), range);
}

/** The first slots of several searches together, by time and then by the order of the lists (of starts, ascending). */
export function earliestOf(
  lists: readonly (readonly number[])[],
  limit: number,
): { start: number; list: number }[] {
  const heads = lists.map(() => 0);
  const earliest: { start: number; list: number }[] = [];
  while (earliest.length < limit) {
    let [start, list] = [Infinity, -1];
    for (let each = 0; each < lists.length; each++) {
      const head = lists[each]![heads[each]!];
      if (head !== undefined && head < start) [start, list] = [head, each];
    }
    if (list < 0) break;
    heads[list]!++;
    earliest.push({ start, list });
  }
  return earliest;
}

/** When slots may start, in the pieces in which they are looked for: all at once, or step by step up to a limit. */
function* stridesOf(schedule: Schedule, query: SlotQuery, now: number): Generator<Interval> {
  const { earliest, latest } = startBounds(schedule, now);
  const end = Math.min(query.to, latest + 1);
  const stride = query.limit === undefined ? Infinity : STRIDE;
  let start = Math.max(query.from, (query.after ?? -Infinity) + 1, earliest);
  for (; start < end; start += stride) yield { start, end: Math.min(end, start + stride) };
}

/** What the provider's and the patient's appointments take from such visits. */
function takenFrom(occupancy: Occupancy, buffers: Buffers, now: number): Spans {
  const provider = keptClear(blocking(occupancy.provider, now), buffers);
  return occupancy.patient.length > 0 ? union(provider, blocking(occupancy.patient, now)) : provider;
}

function freeIn({ hours, closed, away }: Rules, taken: Spans): Spans {
  return [closed, away, taken].reduce((free, spans) => subtract(free, spans), hours);
}

/** The instants at which a visit may start to fit into the free time, without the forbidden ones. */
function startsIn(free: Spans, duration: number, forbidden: readonly Spans[]): Spans {
  // The last start of a span is its end less the visit, and itself included: hence one millisecond more.
  const fitting = free.filter((span) => span.end - span.start >= duration);
  const starts: Spans = fitting.map((span) => ({ start: span.start, end: span.end - duration + 1 }));
  return forbidden.reduce((left, spans) => subtract(left, spans), starts);
}

/** Adds what is allowed and on a grid, by time, each start once; stops before hours that begin beyond the limit. */
function addOnGrid(starts: number[], { open, step }: Rules, allowed: Spans, limit: number): void {
  let reach = -Infinity;
  let first = starts.length;
  let isTangled = false;
  for (const span of open) {
    if (span.start < reach) isTangled = true;
    else {
      if (isTangled) untangle(starts, first);
      if (starts.length >= limit) return;
      first = starts.length;
      isTangled = false;
    }
    reach = Math.max(reach, span.end);
    addWithin(starts, span, allowed, step);
  }
  if (isTangled) untangle(starts, first);
}

/** Adds what is allowed on the grid of one span of hours. */
function addWithin(starts: number[], span: Interval, allowed: Spans, step: number): void {
  for (let at = firstEndingAfter(allowed, span.start); at < allowed.length; at++) {
    const { start, end } = allowed[at]!;
    const stop = Math.min(end, span.end);
    for (let next = onOrAfter(start, span.start, step); next < stop; next += step) starts.push(next);
    if (end >= span.end) return;
  }
}

/** Where hours overlap (two facilities, a repeated hour), their grids mix: the starts from `first` on, by time, once. */
function untangle(starts: number[], first: number): void {
  const mixed = starts.splice(first).sort((a, b) => a - b);
  for (const start of mixed) if (starts.length === first || start !== starts.at(-1)) starts.push(start);
}

/** The first point of the grid from `anchor` that is neither before `start` nor before the anchor. */
function onOrAfter(start: number, anchor: number, step: number): number {
  return start <= anchor ? anchor : anchor + Math.ceil((start - anchor) / step) * step;
}
