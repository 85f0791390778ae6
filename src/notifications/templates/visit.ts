import type { AppointmentMessage } from '../message.js';
import type { AppointmentFacts, Person } from '../message-facts.js';
import { oneLine } from '../one-line.js';
import { dateLocale, timeLeft, writeTime } from './dates.js';
import type { Heading, Reader, Words } from './words.js';

/** What email, text message and calendar entry say alike about a visit. */
export interface Visit {
  message: AppointmentMessage;
  reader: Reader;
  facts: AppointmentFacts;
  words: Words;
  /** When this is written, in epoch milliseconds. */
  now: number;
}

/** These tell that the visit is not going to be, or not with the reader. */
const OFF: readonly AppointmentMessage[] = ['cancelled', 'reassigned', 'hold_expired'];

export function isOff({ message }: Visit): boolean {
  return OFF.includes(message);
}

/** What is called a move may be one to another place or person only. */
export function isAtANewTime({ message, facts }: Visit): boolean {
  return message === 'rescheduled' && facts.start_time_before?.getTime() !== facts.start_time.getTime();
}

/** What happened is called what it means to the reader: a booking that waits for the clinic's yes is a request. */
export function headingOf(visit: Visit): Heading {
  const { message, facts, words, now } = visit;
  if (message === 'reminder')
    return words.reminder(words.left(timeLeft(now, facts.start_time.getTime(), facts.timezone)));
  if (message === 'created' && facts.status === 'pending') return words.headings.requested;
  if (message === 'rescheduled' && !isAtANewTime(visit)) return words.headings.updated;
  return words.headings[message];
}

export function whenOf({ facts, words }: Visit, instant = facts.start_time): string {
  const locale = dateLocale(facts.reader.locale, words.language, words.dateLocale);
  return words.moment(writeTime(instant, facts.timezone, locale));
}

/** Where it is: the facility, or the organization for a visit without one. */
export function placeOf({ facts }: Visit): string {
  return oneLine(facts.facility_name ?? facts.organization_name);
}

export function fullName({ title, first_name, last_name }: Person): string {
  return oneLine([title, first_name, last_name].filter(Boolean).join(' '));
}

/** The link to a visit by video that is still to be; null for any other. */
export function videoLinkOf(visit: Visit): string | null {
  const { message, facts } = visit;
  return facts.modality === 'video' && message !== 'no_show' && !isOff(visit) ? facts.video_url : null;
}
