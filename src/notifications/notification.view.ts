import { formatInstant } from '../domain/instant.js';
import { InstantField, TextField, UuidField, WholeField, WordField } from '../platform/http/fields.js';
import {
  type Channel,
  CHANNELS,
  type Message,
  MESSAGES,
  NOTIFICATION_STATUSES,
  type NotificationStatus,
  type Recipient,
  RECIPIENTS,
  SKIP_REASONS,
  type SkipReason,
} from './message.js';
import type { Notification } from './notification.repository.js';

/** What became of one message to one person through one channel. */
export class NotificationView {
  @UuidField()
  id: string;

  @UuidField({ nullable: true, description: 'Null where it is about an account.' })
  appointment_id: string | null;

  @WordField(MESSAGES, { description: 'What it says.' })
  event: Message;

  @WordField(CHANNELS)
  channel: Channel;

  @WordField(RECIPIENTS)
  recipient: Recipient;

  @UuidField({ description: 'The patient, provider or user.' })
  recipient_id: string;

  @TextField({ nullable: true, description: 'Where to; masked.', example: 'a***@example.org' })
  address: string | null;

  @WordField(NOTIFICATION_STATUSES, { example: 'sent' })
  status: NotificationStatus;

  @WordField(SKIP_REASONS, {
    nullable: true,
    description: 'Why nothing was sent, where `status` is `skipped`.',
    example: null,
  })
  skip_reason: SkipReason | null;

  @WholeField({ example: 1 })
  attempts: number;

  @TextField({ nullable: true, description: 'Of the last attempt.', example: null })
  last_error: string | null;

  @TextField({ nullable: true, description: 'Who carried it.', example: 'smtp' })
  gateway: string | null;

  @InstantField({ nullable: true, description: 'When the gateway took it.' })
  sent_at: string | null;

  @InstantField({ nullable: true, description: 'When a receipt said that it had arrived.', example: null })
  delivered_at: string | null;

  @InstantField()
  created_at: string;
}

export function toNotificationView(row: Notification): NotificationView {
  return {
    id: row.id,
    appointment_id: row.appointment_id,
    event: row.event,
    channel: row.channel,
    recipient: row.recipient,
    recipient_id: row.recipient_id,
    address: row.address_hint,
    status: row.status,
    skip_reason: row.skip_reason,
    attempts: row.attempts,
    last_error: row.last_error,
    gateway: row.gateway,
    delivered_at: row.delivered_at === null ? null : formatInstant(row.delivered_at),
    sent_at: row.sent_at === null ? null : formatInstant(row.sent_at),
    created_at: formatInstant(row.created_at),
  };
}
