import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Env } from '../config/env.js';
import { ENV } from '../config/env.module.js';
import { parseDay, startOfDay } from '../domain/local-time.js';
import { quietAround } from '../domain/reminders.js';
import type { Email } from './channels/email.channel.js';
import { addressOf, type Contact, reasonNotToWrite } from './contact.js';
import type { ClaimedNotification } from './delivery.repository.js';
import { type DigestFacts, findDigestFacts } from './digest-facts.js';
import {
  APPOINTMENT_MESSAGES,
  type AppointmentMessage,
  type Message,
  type SkipReason,
  type UserMessage,
} from './message.js';
import {
  type AppointmentFacts,
  findAppointmentFacts,
  findUserFacts,
  type UserFacts,
} from './message-facts.js';
import { ResetLinks } from './reset-links.js';
import { reasonAgainst, reasonAgainstUserMessage } from './still-makes-sense.js';
import { appointmentEmail } from './templates/appointment-email.js';
import { appointmentSms } from './templates/appointment-sms.js';
import { digestEmail } from './templates/digest-email.js';
import { wordsFor } from './templates/languages.js';
import { userEmail } from './templates/user-email.js';
import { UnsubscribeLinks } from './unsubscribe-links.js';

/** What is to be handed to a channel, or why nothing is, or not yet. `wait_until` in epoch milliseconds. */
export type Written =
  | { skip: SkipReason }
  | { wait_until: number }
  | { channel: 'email'; address: string; email: Email }
  | { channel: 'sms'; address: string; text: string };

/** Writes a message at the last moment, from what is true then. */
@Injectable()
export class MessageWriter {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly resetLinks: ResetLinks,
    private readonly unsubscribeLinks: UnsubscribeLinks,
  ) {}

  async write(manager: EntityManager, notification: ClaimedNotification, now: number): Promise<Written> {
    const message = notification.event;
    if (isAboutAppointment(message)) {
      const facts = await findAppointmentFacts(manager, notification);
      return facts ? this.aboutAppointment(notification, message, facts, now) : { skip: 'cancelled' };
    }
    if (message === 'digest')
      return this.digest(notification, await findDigestFacts(manager, notification), now);
    const facts = await findUserFacts(manager, notification.event_id);
    return facts ? this.aboutUser(message, facts, now) : { skip: 'account_inactive' };
  }

  private aboutAppointment(
    notification: ClaimedNotification,
    message: AppointmentMessage,
    facts: AppointmentFacts,
    now: number,
  ): Written {
    const { channel } = notification;
    const skip = reasonAgainst(message, facts, now) ?? reasonNotToWrite(facts.reader, channel, message);
    if (skip) return { skip };
    const quiet = message === 'reminder' && quietAround(facts.quiet_hours, facts.timezone, now);
    if (quiet) return quiet.end < facts.start_time.getTime() ? { wait_until: quiet.end } : { skip: 'past' };
    const address = known(facts.reader, channel);
    const reader = notification.recipient === 'provider' ? 'provider' : 'patient';
    const visit = { message, reader, facts, words: wordsFor(facts.reader.locale), now } as const;
    if (channel === 'sms') return { channel, address, text: appointmentSms(visit) };
    const unsubscribe = this.unsubscribeLinks.linkFor(notification);
    const email = appointmentEmail(visit, { address, sender: this.env.mailFrom, unsubscribe });
    return { channel, address, email };
  }

  private aboutUser(message: UserMessage, facts: UserFacts, now: number): Written {
    const skip =
      reasonAgainstUserMessage(message, facts, now) ?? reasonNotToWrite(facts.user, 'email', message);
    if (skip) return { skip };
    const address = known(facts.user, 'email');
    const url = message === 'password_reset' ? this.resetLinks.linkFor(facts, now) : this.env.publicUrl;
    return { channel: 'email', address, email: userEmail(message, facts, address, url) };
  }

  private digest(notification: ClaimedNotification, facts: DigestFacts | null, now: number): Written {
    if (!facts || startOfDay(facts.timezone, parseDay(facts.date) + 1) <= now) return { skip: 'past' };
    if (facts.visits.length === 0 && facts.changes.length === 0) return { skip: 'nothing_to_say' };
    const skip = reasonNotToWrite(facts.provider, 'email', 'digest');
    if (skip) return { skip };
    const address = known(facts.provider, 'email');
    const unsubscribe = this.unsubscribeLinks.linkFor(notification);
    return { channel: 'email', address, email: digestEmail(facts, { address, unsubscribe }) };
  }
}

/** Whether there are words for it; every language has the same. */
export function canWrite(message: Message): boolean {
  const { headings, reminder, digest, account } = wordsFor('en');
  return message in { ...headings, ...account, reminder, digest };
}

function isAboutAppointment(message: Message): message is AppointmentMessage {
  return (APPOINTMENT_MESSAGES as readonly string[]).includes(message);
}

/** `reasonNotToWrite` has made sure that there is one. */
function known(contact: Contact, channel: ClaimedNotification['channel']): string {
  return addressOf(contact, channel) ?? '';
}
