import { invalidField } from '../../domain/errors.js';
import { instantOf } from '../../domain/instant.js';
import type { Interval } from '../../domain/interval.js';
import { DateOrInstantField, InstantField, TextField, WordField } from './fields.js';
import { PageQuery } from './page-query.js';

/** A span of time in which somebody is away or somewhere is closed. What is past is a record, and welcome too. */
export class TimeSpanDto {
  @InstantField({ example: '2026-12-24T09:00:00Z' })
  start_time: string;

  @InstantField({ description: 'After `start_time`.', example: '2026-12-27T06:00:00Z' })
  end_time: string;

  @TextField({ optional: true, nullable: true, max: 500, example: 'Annual leave' })
  reason?: string | null;
}

/** @throws validation_failed unless it ends after it starts */
export function spanOf({ start_time, end_time }: TimeSpanDto): Interval {
  const span = { start: instantOf(start_time), end: instantOf(end_time) };
  if (span.end <= span.start) throw invalidField('end_time', 'Must be after start_time.');
  return span;
}

export const TIME_ORDERINGS = ['start_time', '-start_time'] as const;

export class TimeSpanQuery extends PageQuery {
  @DateOrInstantField({ optional: true, description: 'What ends after this, or on this local day or later.' })
  date_from?: string;

  @DateOrInstantField({
    optional: true,
    description: 'What starts before this, or on this local day or earlier.',
  })
  date_to?: string;

  @WordField(TIME_ORDERINGS, { optional: true, description: '`start_time` (earliest first) if not given.' })
  ordering?: (typeof TIME_ORDERINGS)[number];
}
