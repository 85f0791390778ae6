import { QueryInstantField, QueryWordsField, UuidField } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page-query.js';
import { EVENT_TYPES, type EventType } from './event-types.js';

export class ActivityQuery extends PageQuery {
  @UuidField({ optional: true, description: 'The user who did it.' })
  actor?: string;

  @UuidField({ optional: true, description: 'The appointment, patient, user, … that it happened to.' })
  subject?: string;

  @QueryWordsField(EVENT_TYPES, { optional: true, description: 'One or several, comma-separated.' })
  type?: EventType[];

  @QueryInstantField({ optional: true, description: 'From this instant on.' })
  from?: string;

  @QueryInstantField({ optional: true, description: 'Before this instant.' })
  to?: string;
}
