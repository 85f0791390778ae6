import type { EventType } from '../events/event-types.js';
import type { Channel, Message, Recipient } from './message.js';

/** What an event makes us say, to whom, and through what. */
export interface MessagesOfEvent {
  message: Message;
  recipients: readonly Recipient[];
  channels: readonly Channel[];
}

const TO_BOTH = { recipients: ['patient', 'provider'], channels: ['email', 'sms'] } as const;
const TO_THE_USER = { recipients: ['user'], channels: ['email'] } as const;

/** The one table from events to messages. An event without a decision does not compile. */
export const MESSAGES_OF_EVENT = {
  'appointment.created': { message: 'created', ...TO_BOTH },
  'appointment.rescheduled': { message: 'rescheduled', ...TO_BOTH },
  'appointment.cancelled': { message: 'cancelled', ...TO_BOTH },
  'facility.created': 'none',
  'facility.updated': 'none',
  'facility.deleted': 'none',
  'facility.closure_added': 'none',
  'facility.closure_removed': 'none',
  'topic.created': 'none',
  'topic.updated': 'none',
  'topic.deleted': 'none',
  'patient.created': 'none',
  'patient.updated': 'none',
  'patient.deleted': 'none',
  'provider.created': 'none',
  'provider.updated': 'none',
  'provider.deleted': 'none',
  'provider.working_hours_changed': 'none',
  'provider.override_added': 'none',
  'provider.override_removed': 'none',
  'provider.time_off_added': 'none',
  'provider.time_off_removed': 'none',
  'provider.digest_due': 'none',
  'organization.updated': 'none',
  'user.registered': 'none',
  'user.activated': { message: 'account_activated', ...TO_THE_USER },
  'user.deactivated': 'none',
  'user.updated': 'none',
  'user.password_changed': 'none',
  'user.password_reset_requested': { message: 'password_reset', ...TO_THE_USER },
  'user.password_reset_refused': 'none',
  'session.signed_in': 'none',
  'session.sign_in_refused': 'none',
  'session.signed_out': 'none',
  'session.token_reused': 'none',
  'notification.resent': 'none',
  'appointment.updated': 'none',
  // Until then it was a hold, of which nobody was told, or a request.
  'appointment.confirmed': { message: 'created', ...TO_BOTH },
  'appointment.arrived': 'none',
  'appointment.checked_in': 'none',
  'appointment.started': 'none',
  'appointment.completed': 'none',
  'appointment.no_show': 'none',
  'appointment.hold_expired': 'none',
  'appointment.reminder_due': 'none',
  'appointment.deleted': 'none',
  'patient.read': 'none',
} as const satisfies Record<EventType, MessagesOfEvent | 'none'>;

/** The messages of an event; null when it was decided that there are none. */
export function messagesOf(type: EventType): MessagesOfEvent | null {
  const messages: MessagesOfEvent | 'none' = MESSAGES_OF_EVENT[type];
  return messages === 'none' ? null : messages;
}
