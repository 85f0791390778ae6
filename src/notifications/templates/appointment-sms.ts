import type { AppointmentMessage, Recipient } from '../message.js';
import type { AppointmentFacts } from '../message-facts.js';
import { oneLine } from '../one-line.js';
import { headingOf, placeOf, whenOf } from './appointment-email.js';
import { fitsOneSegment, toPlainMarks } from './gsm7.js';
import { wordsFor } from './words.js';

const SHORTEST_PLACE = 8;

/**
 * The text message about an appointment: date, time, place, first name of the provider. Never the reason:
 * a phone lies on the table. A long name of the place is shortened where that saves a second segment.
 */
export function appointmentSms(
  message: AppointmentMessage,
  recipient: Exclude<Recipient, 'user'>,
  facts: AppointmentFacts,
): string {
  const { locale } = facts.reader;
  const words = wordsFor(locale);
  const write = words.sms[headingOf(message, facts)];
  const when = whenOf(facts, words, locale);
  const provider_first_name = oneLine(facts.provider.first_name);
  const full = placeOf(facts);
  const textAt = (place: string) => toPlainMarks(write({ recipient, when, place, provider_first_name }));
  for (let length = full.length; length >= SHORTEST_PLACE; length--) {
    const text = textAt(length === full.length ? full : `${full.slice(0, length).trimEnd()}...`);
    if (fitsOneSegment(text)) return text;
  }
  return textAt(full);
}
