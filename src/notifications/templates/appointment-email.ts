import type { Email } from '../channels/email.channel.js';
import type { AppointmentMessage, Recipient } from '../message.js';
import type { AppointmentFacts, Person } from '../message-facts.js';
import { oneLine } from '../one-line.js';
import { dateLocale, inFull, writeTime } from './dates.js';
import { type EmailContent, renderEmail } from './layout.js';
import { type Words } from './en.js';
import { wordsFor } from './words.js';

const MINUTE_MS = 60_000;

/** The email about an appointment to one of its two people. It is their own, so it may say the reason. */
export function appointmentEmail(
  message: AppointmentMessage,
  recipient: Exclude<Recipient, 'user'>,
  facts: AppointmentFacts,
  address: string,
): Email {
  const { reader } = facts;
  const words = wordsFor(reader.locale);
  const heading = words[headingOf(message, facts)](recipient);
  const when = whenOf(facts, words, reader.locale);
  const place = placeOf(facts);
  const content: EmailContent = {
    ...heading,
    language: words.language,
    direction: words.direction,
    greeting: words.greeting(fullName(reader)),
    details: detailsOf(message, recipient, facts, words, when),
    action: null,
    outro: '',
    footer: words.footer(facts.organization_name),
  };
  return {
    to: { name: fullName(reader), address },
    subject: words.subject(heading.title, { when, place }),
    language: words.language,
    ...renderEmail(content),
  };
}

/** A booking that waits for the clinic's yes is announced as what it is. */
export function headingOf(
  message: AppointmentMessage,
  facts: AppointmentFacts,
): AppointmentMessage | 'requested' {
  return message === 'created' && facts.status === 'pending' ? 'requested' : message;
}

export function whenOf(facts: AppointmentFacts, words: Words, locale: string): string {
  const written = dateLocale(locale, words.language, words.dateLocale);
  return inFull(writeTime(facts.start_time, facts.timezone, written));
}

/** Where it is: the facility, or the organization for a visit without one. */
export function placeOf(facts: AppointmentFacts): string {
  return oneLine(facts.facility_name ?? facts.organization_name);
}

export function fullName({ title, first_name, last_name }: Person): string {
  return oneLine([title, first_name, last_name].filter(Boolean).join(' '));
}

function detailsOf(
  message: AppointmentMessage,
  recipient: Recipient,
  facts: AppointmentFacts,
  words: Words,
  when: string,
): EmailContent['details'] {
  const { labels } = words;
  const minutes = Math.round((facts.end_time.getTime() - facts.start_time.getTime()) / MINUTE_MS);
  const cancellation = message === 'cancelled' ? cancellationOf(recipient, facts, words) : [];
  const rows: [string, string | null][] = [
    [labels.when, when],
    [labels.length, words.length(minutes)],
    [labels.provider, fullName(facts.provider)],
    [labels.patient, fullName(facts.patient)],
    [labels.place, placeOf(facts)],
    [labels.address, facts.facility_address],
    [labels.phone, facts.facility_phone_number],
    [labels.number, facts.appointment_number],
    ...cancellation,
    [labels.reason, facts.reason],
    [labels.instruction, message === 'cancelled' ? null : facts.patient_instruction],
  ];
  return rows.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

function cancellationOf(
  recipient: Recipient,
  facts: AppointmentFacts,
  words: Words,
): [string, string | null][] {
  const { cancelled_by, cancellation_reason_code: code, cancellation_reason_text: text } = facts;
  const reason = [code === null ? null : words.cancellationReasons[code], text].filter(Boolean).join(': ');
  return [
    [words.labels.cancelled_by, cancelled_by === null ? null : words.cancelledBy(cancelled_by, recipient)],
    [words.labels.cancellation_reason, reason],
  ];
}
