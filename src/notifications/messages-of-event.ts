import type { EventType } from '../events/event-types.js';
import type { Channel, Message } from './message.js';
import { type Changed, toldChanges } from './told-changes.js';

/**
 * Who of an event's people. Where a visit changes hands, the one who gets it and the one who loses it hear
 * different things, and `provider` is neither of them.
 */
export type Audience = 'patient' | 'provider' | 'new_provider' | 'former_provider' | 'user';

export interface MessageToSend {
  message: Message;
  to: readonly Audience[];
  channels: readonly Channel[];
  /** Whether this event is worth telling; without it every one is. */
  onlyIf?: (event: Changed) => boolean;
}

const BOTH = ['email', 'sms'] as const;
const TO_BOTH = { to: ['patient', 'provider'], channels: BOTH } as const;
const TO_THE_USER = { to: ['user'], channels: ['email'] } as const;

/** The one table from events to messages. An event without a decision does not compile. */
export const MESSAGES_OF_EVENT = {
  'appointment.created': [{ message: 'created', ...TO_BOTH }],
  'appointment.updated': [
    { message: 'updated', ...TO_BOTH, onlyIf: (event) => toldChanges(event).length > 0 },
  ],
  'appointment.rescheduled': [
    { message: 'rescheduled', ...TO_BOTH },
    { message: 'created', to: ['new_provider'], channels: BOTH },
    { message: 'reassigned', to: ['former_provider'], channels: BOTH },
  ],
  'appointment.confirmed': [{ message: 'confirmed', ...TO_BOTH }],
  'appointment.cancelled': [{ message: 'cancelled', ...TO_BOTH }],
  'appointment.no_show': [{ message: 'no_show', ...TO_BOTH }],
  // Holds are announced to nobody; but who was given a time on the phone waits for it.
  'appointment.hold_expired': [{ message: 'hold_expired', to: ['patient'], channels: BOTH }],
  'appointment.reminder_due': [{ message: 'reminder', ...TO_BOTH }],
  'appointment.arrived': 'none',
  'appointment.checked_in': 'none',
  'appointment.started': 'none',
  'appointment.completed': 'none',
  'appointment.deleted': 'none',
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
  'provider.digest_due': [{ message: 'digest', to: ['provider'], channels: ['email'] }],
  'organization.updated': 'none',
  'user.registered': 'none',
  'user.activated': [{ message: 'account_activated', ...TO_THE_USER }],
  'user.deactivated': 'none',
  'user.updated': 'none',
  'user.password_changed': 'none',
  'user.password_reset_requested': [{ message: 'password_reset', ...TO_THE_USER }],
  'user.password_reset_refused': 'none',
  'session.signed_in': 'none',
  'session.sign_in_refused': 'none',
  'session.signed_out': 'none',
  'session.token_reused': 'none',
  'notification.resent': 'none',
  'patient.read': 'none',
  'patient.exported': 'none',
  'patient.erased': 'none',
  'organization.retention_applied': 'none',
} satisfies Record<EventType, readonly MessageToSend[] | 'none'>;

/** What an event makes us say; empty where it was decided that it is nothing. */
export function messagesOf(type: EventType): readonly MessageToSend[] {
  const messages: readonly MessageToSend[] | 'none' = MESSAGES_OF_EVENT[type];
  return messages === 'none' ? [] : messages;
}

/**
 * What the compiler checks, checked again at the start: a worker put together from two releases must not
 * run, and then be silent about something.
 * @returns one sentence for each fault
 */
export function faultsOf(
  table: Partial<Record<string, readonly MessageToSend[] | 'none'>>,
  types: readonly string[],
  canWrite: (message: Message) => boolean,
): string[] {
  return types.flatMap((type) => {
    const messages = table[type];
    if (messages === undefined) return [`Nobody has decided whom to tell of ${type}.`];
    if (messages === 'none') return [];
    return messages
      .filter(({ message }) => !canWrite(message))
      .map(({ message }) => `${type} says ${message}, which nobody can write.`);
  });
}
