import { LONGEST_QUIET_MINUTES, REMINDERS } from '../domain/reminders.js';
import { ClockField, ObjectField, WholeListField } from '../platform/http/fields.js';

export class QuietHoursDto {
  @ClockField({ description: 'Local `HH:MM`.', example: '21:00' })
  start: string;

  @ClockField({ description: 'Local `HH:MM`; before `start`: on the next day.', example: '07:00' })
  end: string;
}

/** When people are told of what is coming up. */
export class MessageSettingsDto {
  @WholeListField({
    optional: true,
    min: REMINDERS.shortest,
    max: REMINDERS.longest,
    most: REMINDERS.most,
    description: 'People are reminded of a visit so many minutes before it; none: never.',
    example: [...REMINDERS.usual],
  })
  reminder_minutes_before?: number[];

  @ObjectField(() => QuietHoursDto, {
    optional: true,
    nullable: true,
    description: `Nobody is reminded of anything in them, by the clock where the visit is: a reminder waits for their end or, where that is too late, comes before them. At most ${LONGEST_QUIET_MINUTES / 60} hours. Null: none.`,
  })
  quiet_hours?: QuietHoursDto | null;

  @ClockField({
    optional: true,
    description: 'When the daily digest of providers who want one is sent, by the clock where they work.',
    example: '07:00',
  })
  digest_time?: string;
}
