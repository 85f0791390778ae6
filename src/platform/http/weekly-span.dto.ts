import { ClockField, TextField, WholeField } from './fields.js';

const END = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** One span of a week, in the facility's local clock time. */
export class WeeklySpanDto {
  @WholeField({ min: 1, max: 7, description: 'ISO weekday: 1 is Monday, 7 is Sunday.', example: 1 })
  weekday: number;

  @ClockField({ description: 'Local `HH:MM`.', example: '09:00' })
  start: string;

  @TextField({
    max: 5,
    pattern: END,
    patternMessage: 'Must be a clock time like 17:30, or 24:00.',
    description: 'Local `HH:MM`; at or before `start`: on the next day.',
    example: '17:30',
  })
  end: string;
}
