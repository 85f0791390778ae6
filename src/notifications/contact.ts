import { isWanted, type SomePreferences } from '../domain/notification-preferences.js';
import { type Channel, KIND_OF_MESSAGE, type Message, type Recipient, type SkipReason } from './message.js';

/** How a person can be reached, and whether they want to be. */
export interface Contact {
  email: string | null;
  phone_number: string | null;
  notification_preferences: SomePreferences;
  /** Whether this phone said STOP. */
  sms_stopped: boolean;
}

export interface ContactOf extends Contact {
  recipient: Recipient;
  /** The patient, provider or user. */
  recipient_id: string;
}

export function addressOf(contact: Contact, channel: Channel): string | null {
  return channel === 'email' ? contact.email : contact.phone_number;
}

/** Why this person cannot be told this through this channel; null when they can. */
export function reasonNotToWrite(contact: Contact, channel: Channel, message: Message): SkipReason | null {
  if (!isWanted(contact.notification_preferences, channel, KIND_OF_MESSAGE[message])) return 'opted_out';
  if (channel === 'sms' && contact.sms_stopped) return 'stopped';
  return addressOf(contact, channel) ? null : 'no_address';
}

/** Enough for the clinic to recognise an address, too little for anybody to use it: `a***@example.org`, `+254***678`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at > 0) return `${address.slice(0, 1)}***${address.slice(at)}`;
  return address.length < 9 ? '***' : `${address.slice(0, 4)}***${address.slice(-3)}`;
}
