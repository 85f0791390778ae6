import { ApiProperty } from '@nestjs/swagger';
import { formatInstant } from '../domain/instant.js';
import { InstantField, TextField, UuidField, WordField } from '../platform/http/fields.js';
import type { EventRow } from './event.repository.js';
import { EVENT_TYPES, type EventType } from './event-types.js';

const ANY_OBJECT = { type: 'object', additionalProperties: true, selfRequired: true } as const;

/** One happening: who did what to whom, when, and what it changed. */
export class EventView {
  @UuidField()
  id: string;

  @WordField(EVENT_TYPES, { example: 'appointment.created' })
  type: EventType;

  @InstantField()
  occurred_at: string;

  @TextField({ description: 'What `subject_id` is the id of.', example: 'appointment' })
  subject_type: string;

  @UuidField({ nullable: true })
  subject_id: string | null;

  @UuidField({
    nullable: true,
    description: 'The user who did it; null: the system, or somebody not signed in.',
  })
  actor_id: string | null;

  @TextField({ nullable: true, example: 'staff' })
  actor_role: string | null;

  @TextField({ nullable: true, example: 'Joy Wanjiru' })
  actor_name: string | null;

  @TextField({ nullable: true, description: 'The request that did it.' })
  request_id: string | null;

  @ApiProperty({
    ...ANY_OBJECT,
    nullable: true,
    description: 'What was different before; null: there was nothing.',
  })
  before: Record<string, unknown> | null;

  @ApiProperty({
    ...ANY_OBJECT,
    nullable: true,
    description: 'The same fields after; null: there is nothing any more.',
  })
  after: Record<string, unknown> | null;

  @ApiProperty({ ...ANY_OBJECT, description: 'What belongs to the happening, such as the reason of a move.' })
  details: Record<string, unknown>;
}

/** Columns that change with every change and tell nothing, or that no answer shows. */
const NOT_SHOWN = new Set([
  'organization_id',
  'updated_at',
  'password_hash',
  'registration',
  'admin_seat',
  'search_text',
]);

export function toEventView(row: EventRow): EventView {
  const { before, after } = differences(row.before, row.after);
  return {
    id: row.id,
    type: row.type,
    occurred_at: formatInstant(row.occurred_at),
    subject_type: row.subject_type,
    subject_id: row.subject_id,
    actor_id: row.actor_id,
    actor_role: row.actor_role,
    actor_name: row.actor_name,
    request_id: row.request_id,
    before,
    after,
    details: row.details,
  };
}

/** Only what changed, where there is a row on both sides; times as the API writes them. */
function differences(
  before: EventRow['before'],
  after: EventRow['after'],
): Pick<EventView, 'before' | 'after'> {
  const names = Object.keys({ ...before, ...after }).filter((name) => !NOT_SHOWN.has(name));
  const changed = before && after ? names.filter((name) => !isSame(before[name], after[name])) : names;
  const pick = (row: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      changed.filter((name) => name in row).map((name) => [name, asWritten(name, row[name])]),
    );
  return { before: before && pick(before), after: after && pick(after) };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** By its name, since people may write what looks like a time, or nearly so, into any text. */
const INSTANT_COLUMN = /_(at|time)$/;

function asWritten(name: string, value: unknown): unknown {
  return typeof value === 'string' && INSTANT_COLUMN.test(name) ? formatInstant(new Date(value)) : value;
}
