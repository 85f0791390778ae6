import { IntersectionType } from '@nestjs/swagger';
import { formatInstant } from '../domain/instant.js';
import { AffectedView } from '../facilities/affected-appointments.view.js';
import { InstantField, TextField, UuidField } from '../platform/http/fields.js';
import type { TimeOff } from './time-off.repository.js';

/** Time in which a provider is away. */
export class TimeOffView {
  @UuidField()
  id: string;

  @UuidField()
  provider_id: string;

  @InstantField({ example: '2026-12-24T09:00:00Z' })
  start_time: string;

  @InstantField({ example: '2026-12-27T06:00:00Z' })
  end_time: string;

  @TextField({ nullable: true, example: 'Annual leave' })
  reason: string | null;

  @InstantField()
  created_at: string;
}

export class TimeOffAddedView extends IntersectionType(TimeOffView, AffectedView) {}

export function toTimeOffView(timeOff: TimeOff): TimeOffView {
  return {
    id: timeOff.id,
    provider_id: timeOff.provider_id,
    start_time: formatInstant(timeOff.start_time),
    end_time: formatInstant(timeOff.end_time),
    reason: timeOff.reason,
    created_at: formatInstant(timeOff.created_at),
  };
}
