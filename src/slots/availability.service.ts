import { Injectable } from '@nestjs/common';
import { buffersOf } from '../appointments/booking-judge.js';
import { type Slot, SlotIds } from '../appointments/slot-id.js';
import { requestedSpan } from '../domain/booking-rules.js';
import { invalidField } from '../domain/errors.js';
import { formatInstant } from '../domain/instant.js';
import { parseDay } from '../domain/local-time.js';
import { Clock } from '../platform/clock.js';
import { COUNT_CAP, Page } from '../platform/http/views.js';
import type { Actor } from '../platform/security/actor.js';
import { type AvailabilityQuery, DAYS_MOST, DAYS_USUAL, SLOTS_USUAL } from './availability.dto.js';
import type { SlotView } from './availability.view.js';
import { type AskedDays, candidatesOf } from './candidates.js';
import { type Candidate, FirstSlots, markOf, type SlotPage, SlotsByTime } from './search.js';
import type { Found, Wish } from './search.repository.js';
import { SearchWindows } from './search-windows.js';
import { decodeMark, encodeMark } from './slot-cursor.js';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** Free slots: what is known is read, then the same pure rules decide that judge a booking. */
@Injectable()
export class AvailabilityService {
  constructor(
    private readonly windows: SearchWindows,
    private readonly slotIds: SlotIds,
    private readonly clock: Clock,
  ) {}

  async search(actor: Actor, query: AvailabilityQuery): Promise<Page<SlotView>> {
    const now = this.clock.now();
    const after = query.cursor === undefined ? null : decodeMark(query.cursor);
    const days = daysOf(query, now);
    const wish = wishOf(actor, query, days, now);
    const asked = { limit: query.limit ?? SLOTS_USUAL, after, now };
    const maker = query.first_only ? new FirstSlots(asked) : new SlotsByTime(asked);
    let duration_minutes = 0;
    for await (const { wish: within, found, window } of this.windows.read(wish, maker)) {
      duration_minutes = lengthOf(query, found);
      const shape = { duration_minutes, ...buffersOf(found.topics) };
      maker.add(candidatesOf(within, found, days, now), shape, window);
    }
    return this.answer(actor, maker.page, { duration_minutes, topic_ids: wish.topic_ids });
  }

  private answer(
    { organization_id }: Actor,
    { count, slots, hasNext }: SlotPage,
    visit: Pick<Slot, 'duration_minutes' | 'topic_ids'>,
  ): Page<SlotView> {
    const makers = new Map<Candidate, (start: number) => SlotView>();
    const views = slots.map(({ start, candidate }) => {
      let make = makers.get(candidate);
      if (!make) makers.set(candidate, (make = this.viewMaker(organization_id, candidate, visit)));
      return make(start);
    });
    const last = slots.at(-1);
    const next = hasNext && last ? encodeMark(markOf(last)) : null;
    return new Page(Math.min(count, COUNT_CAP), count > COUNT_CAP, next, null, views);
  }

  private viewMaker(
    organizationId: string,
    { provider_id, provider_name, facility_id, facility_name }: Candidate,
    visit: Pick<Slot, 'duration_minutes' | 'topic_ids'>,
  ): (start: number) => SlotView {
    const slot = { provider_id, facility_id, ...visit };
    const nameOf = this.slotIds.namer(organizationId, slot);
    return (start) => ({
      slot_id: nameOf(start),
      provider_id,
      provider_name,
      facility_id,
      facility_name,
      start_time: formatInstant(start),
      end_time: formatInstant(start + visit.duration_minutes * MINUTE),
      status: 'free',
    });
  }
}

/** @throws validation_failed on `date_to` when the days are reversed or too many */
function daysOf({ date_from, date_to, first_only }: AvailabilityQuery, now: number): AskedDays {
  const first = date_from === undefined ? null : parseDay(date_from);
  const from = first ?? Math.floor(now / DAY);
  const last = date_to === undefined ? from + (first_only ? DAYS_MOST : DAYS_USUAL) - 1 : parseDay(date_to);
  if (last < from) throw invalidField('date_to', 'Must not be before date_from.');
  if (last - from >= DAYS_MOST)
    throw invalidField('date_to', `At most ${DAYS_MOST} days, the first and the last included.`);
  return { first, last };
}

function wishOf(actor: Actor, query: AvailabilityQuery, { first, last }: AskedDays, now: number): Wish {
  const topic_ids = [...new Set((query.topic_id ?? []).map((id) => id.toLowerCase()))];
  return {
    organization_id: actor.organization_id,
    provider_ids: query.provider_id ?? null,
    facility_id: query.facility_id ?? null,
    specialty: query.specialty ?? null,
    service_type: query.service_type ?? null,
    topic_ids,
    patient_id: actor.role === 'patient' ? actor.patient_id : null,
    // Wider than any zone is from UTC; but nothing is offered in the past.
    range: {
      start: Math.max((first ?? -Infinity) * DAY, now) - DAY,
      end: Math.max(last * DAY, now) + 2 * DAY,
    },
  };
}

/** @throws validation_failed when what the topics last together is no length of a visit */
function lengthOf({ duration_minutes }: AvailabilityQuery, { topics }: Found): number {
  const minutes = topics.map((topic) => topic.duration_minutes);
  const { start, end } = requestedSpan({ start: 0, durationMinutes: duration_minutes }, minutes, -Infinity);
  return (end - start) / MINUTE;
}
