import { DateField, ObjectListField, UuidField, WordField } from '../platform/http/fields.js';
import { ClockSpanDto } from '../platform/http/clock-span.dto.js';
import { PageQuery } from '../platform/http/page-query.js';

export class CreateOverrideDto {
  @UuidField()
  facility_id: string;

  @DateField({ description: "The facility's local date on which the spans start.", example: '2026-01-16' })
  date: string;

  @ObjectListField(() => ClockSpanDto, {
    optional: true,
    max: 50,
    description: 'Instead of the weekly hours of that date; none: not working.',
  })
  spans?: ClockSpanDto[];
}

export const DATE_ORDERINGS = ['date', '-date'] as const;

export class OverrideQuery extends PageQuery {
  @UuidField({ optional: true })
  facility_id?: string;

  @DateField({ optional: true, description: 'On this date or later.' })
  date_from?: string;

  @DateField({ optional: true, description: 'On this date or earlier.' })
  date_to?: string;

  @WordField(DATE_ORDERINGS, { optional: true, description: '`date` (earliest first) if not given.' })
  ordering?: (typeof DATE_ORDERINGS)[number];
}
