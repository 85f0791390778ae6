import { DomainError, type FieldErrors, invalidField } from '../domain/errors.js';
import { formatInstant, instantOf } from '../domain/instant.js';
import { endOf, type Slot } from './slot-id.js';

/** The fields that say when, with whom and where; a slot says all of them. */
export interface TimeAndPlace {
  start_time?: string;
  end_time?: string;
  duration_minutes?: number;
  provider_id?: string;
  facility_id?: string | null;
  topic_ids?: string[];
}

/** A request that says when. */
export type Timed<Request extends TimeAndPlace> = Request & { start_time: string };

/**
 * The request with what its slot says filled in: the slot's time whatever the topics would last.
 * @throws validation_failed where a field says something else than the slot, or neither says when
 */
export function filledIn<Request extends TimeAndPlace>(request: Request, slot: Slot | null): Timed<Request> {
  const { start_time } = request;
  if (!slot) {
    if (start_time === undefined) throw invalidField('start_time', 'Is required, unless slot_id is given.');
    return { ...request, start_time };
  }
  assertAgree(request, slot);
  return {
    ...request,
    start_time: formatInstant(slot.start),
    end_time: formatInstant(endOf(slot)),
    duration_minutes: undefined,
    provider_id: slot.provider_id,
    facility_id: slot.facility_id,
    topic_ids: request.topic_ids ?? (slot.topic_ids.length > 0 ? [...slot.topic_ids] : undefined),
  };
}

function assertAgree(request: TimeAndPlace, slot: Slot): void {
  const { start_time, end_time, duration_minutes, provider_id, facility_id, topic_ids } = request;
  const differs: Record<string, boolean> = {
    start_time: start_time !== undefined && instantOf(start_time) !== slot.start,
    end_time: end_time !== undefined && instantOf(end_time) !== endOf(slot),
    duration_minutes: duration_minutes !== undefined && duration_minutes !== slot.duration_minutes,
    provider_id: provider_id !== undefined && provider_id !== slot.provider_id,
    facility_id: facility_id !== undefined && facility_id !== slot.facility_id,
    topic_ids: topic_ids !== undefined && !slot.topic_ids.every((id) => topic_ids.includes(id)),
  };
  const fields = Object.keys(differs).filter((field) => differs[field]);
  const errors: FieldErrors = Object.fromEntries(
    fields.map((field) => [field, ['Is not what slot_id stands for.']]),
  );
  if (fields.length > 0) throw new DomainError('validation_failed', { errors });
}
