import { QueryWordsField, UuidField } from '../platform/http/fields.js';
import { OrderedQuery } from '../platform/http/page-query.js';
import { OmitType } from '@nestjs/swagger';
import {
  type Channel,
  CHANNELS,
  type Message,
  MESSAGES,
  NOTIFICATION_STATUSES,
  type NotificationStatus,
} from './message.js';

export class NotificationQuery extends OmitType(OrderedQuery, ['search']) {
  @QueryWordsField(NOTIFICATION_STATUSES, { optional: true, description: 'One or several, comma-separated.' })
  status?: NotificationStatus[];

  @QueryWordsField(CHANNELS, { optional: true })
  channel?: Channel[];

  @QueryWordsField(MESSAGES, { optional: true })
  event?: Message[];

  @UuidField({ optional: true })
  appointment_id?: string;
}
