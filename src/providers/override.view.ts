import { IntersectionType } from '@nestjs/swagger';
import { formatInstant } from '../domain/instant.js';
import { AffectedView } from '../facilities/affected-appointments.view.js';
import { ClockSpanDto } from '../platform/http/clock-span.dto.js';
import { DateField, InstantField, ObjectListField, UuidField } from '../platform/http/fields.js';
import type { Override } from './override.repository.js';

/** What holds on one date at one facility instead of the weekly hours. */
export class OverrideView {
  @UuidField()
  id: string;

  @UuidField()
  provider_id: string;

  @UuidField()
  facility_id: string;

  @DateField({ example: '2026-01-16' })
  date: string;

  @ObjectListField(() => ClockSpanDto, { description: 'None: not working.' })
  spans: ClockSpanDto[];

  @InstantField()
  created_at: string;
}

export class OverrideAddedView extends IntersectionType(OverrideView, AffectedView) {}

export function toOverrideView(override: Override): OverrideView {
  const { id, provider_id, facility_id, date, spans } = override;
  return { id, provider_id, facility_id, date, spans, created_at: formatInstant(override.created_at) };
}
