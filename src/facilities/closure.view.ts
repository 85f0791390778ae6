import { IntersectionType } from '@nestjs/swagger';
import { formatInstant } from '../domain/instant.js';
import { InstantField, TextField, UuidField } from '../platform/http/fields.js';
import { AffectedView } from './affected-appointments.view.js';
import type { Closure } from './closure.repository.js';

/** Time in which a facility is closed. */
export class ClosureView {
  @UuidField()
  id: string;

  @UuidField()
  facility_id: string;

  @InstantField({ example: '2026-12-24T21:00:00Z' })
  start_time: string;

  @InstantField({ example: '2026-12-25T21:00:00Z' })
  end_time: string;

  @TextField({ nullable: true, example: 'Christmas Day' })
  reason: string | null;

  @InstantField()
  created_at: string;
}

export class ClosureAddedView extends IntersectionType(ClosureView, AffectedView) {}

export function toClosureView(closure: Closure): ClosureView {
  return {
    id: closure.id,
    facility_id: closure.facility_id,
    start_time: formatInstant(closure.start_time),
    end_time: formatInstant(closure.end_time),
    reason: closure.reason,
    created_at: formatInstant(closure.created_at),
  };
}
