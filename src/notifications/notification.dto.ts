import { QueryInstantField, QueryWordsField, UuidField } from '../platform/http/fields.js';
import { OrderedQuery } from '../platform/http/page-query.js';
import { OmitType } from '@nestjs/swagger';
import {
  type Channel,
  CHANNELS,
  type Message,
  MESSAGES,
  NOTIFICATION_STATUSES,
  type NotificationStatus,
  type Recipient,
  RECIPIENTS,
} from './message.js';

export class NotificationQuery extends OmitType(OrderedQuery, ['search']) {
  @QueryWordsField(NOTIFICATION_STATUSES, { optional: true, description: 'One or several, comma-separated.' })
  status?: NotificationStatus[];

  @QueryWordsField(CHANNELS, { optional: true })
  channel?: Channel[];

  @QueryWordsField(MESSAGES, { optional: true })
  event?: Message[];

  @QueryWordsField(RECIPIENTS, { optional: true })
  recipient?: Recipient[];

  @UuidField({ optional: true, description: 'Of a patient, a provider or a user: what one person was told.' })
  recipient_id?: string;

  @UuidField({ optional: true })
  appointment_id?: string;

  @QueryInstantField({ optional: true, description: 'Made at this instant or later.' })
  from?: string;

  @QueryInstantField({ optional: true, description: 'Made before this instant.' })
  to?: string;
}
