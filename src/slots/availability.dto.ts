import { MAXIMUM_LENGTH, MINIMUM_LENGTH } from '../domain/booking-rules.js';
import {
  DateField,
  QueryFlagField,
  QueryInstantField,
  QueryUuidsField,
  QueryWholeField,
  TextField,
  UuidField,
} from '../platform/http/fields.js';
import { SnakeWordField } from '../platform/http/snake-words.js';

export const SLOTS_USUAL = 100;
export const SLOTS_MOST = 500;
export const DAYS_MOST = 62;
/** Days that are searched where `date_to` is not given. */
export const DAYS_USUAL = 7;
const TOPICS_MOST = 20;

export class AvailabilityQuery {
  @DateField({ optional: true, description: 'From this local day of each facility on; today if not given.' })
  date_from?: string;

  @DateField({
    optional: true,
    description: `To the end of this local day; at most ${DAYS_MOST} days, a week if not given (with \`first_only\`, all of them).`,
    example: '2026-01-21',
  })
  date_to?: string;

  @QueryUuidsField({ optional: true, description: 'One or several, comma-separated or repeated.' })
  provider_id?: string[];

  @UuidField({ optional: true, description: 'Only there; if not given, wherever the providers work.' })
  facility_id?: string;

  @SnakeWordField({
    optional: true,
    description: 'Providers with a topic of this service type, or without a list of topics.',
    example: 'consultation',
  })
  service_type?: string;

  @SnakeWordField({ optional: true, example: 'general_practice' })
  specialty?: string;

  @QueryUuidsField({
    optional: true,
    max: TOPICS_MOST,
    description:
      'What the visit is for, one or several: who offers it, how long it takes, with which buffers.',
  })
  topic_id?: string[];

  @QueryWholeField({
    optional: true,
    min: MINIMUM_LENGTH,
    max: MAXIMUM_LENGTH,
    description: 'Wins over the topics; 30 where nothing says it.',
    example: 30,
  })
  duration_minutes?: number;

  @QueryFlagField({ optional: true, description: 'The next free slot of each provider, and no other.' })
  first_only?: boolean;

  @QueryWholeField({
    optional: true,
    min: 1,
    max: SLOTS_MOST,
    description: `Slots a page; ${SLOTS_USUAL} if not given.`,
    example: SLOTS_USUAL,
  })
  limit?: number;

  @TextField({ optional: true, max: 1_000, description: 'Opaque; taken from `next` of another page.' })
  cursor?: string;
}

export class ExplainQuery {
  @UuidField({ optional: true, description: 'Providers ask about themselves and may leave it out.' })
  provider_id?: string;

  @QueryInstantField()
  start_time: string;

  @QueryInstantField({
    optional: true,
    description: 'Wins over `duration_minutes` and the topics.',
    example: '2026-01-15T10:30:00Z',
  })
  end_time?: string;

  @QueryWholeField({ optional: true, min: MINIMUM_LENGTH, max: MAXIMUM_LENGTH, example: 30 })
  duration_minutes?: number;

  @UuidField({ optional: true })
  facility_id?: string;

  @QueryUuidsField({ optional: true, max: TOPICS_MOST, description: 'One or several.' })
  topic_id?: string[];
}
