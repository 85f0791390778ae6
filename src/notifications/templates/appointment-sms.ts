import { oneLine } from '../one-line.js';
import { segmentsOf, toGsm7 } from './gsm7.js';
import { headingOf, placeOf, type Visit, whenOf } from './visit.js';

const SHORTEST = 8;
const LONGEST_NAME = 25;
/** What one message may cost. */
const MOST_SEGMENTS = 2;

/**
 * The text message about an appointment: date, time, place, first name of the provider. Never the reason:
 * a phone lies on the table. A long name of the place is shortened where that saves a segment.
 */
export function appointmentSms(visit: Visit): string {
  const [place, provider] = [placeOf(visit), oneLine(visit.facts.provider.first_name)];
  const [lead, when] = [headingOf(visit).sms, whenOf(visit)];
  const textWith = (placeLength: number, providerLength: number): string =>
    toGsm7(visit.words.sms(lead, when, shortened(place, placeLength), shortened(provider, providerLength)));
  for (let segments = 1; segments <= MOST_SEGMENTS; segments++)
    for (let length = Math.max(place.length, SHORTEST); length >= SHORTEST; length--) {
      const text = textWith(length, LONGEST_NAME);
      if (segmentsOf(text) <= segments) return text;
    }
  return textWith(SHORTEST, SHORTEST);
}

/** Cut between characters as people see them: half an emoji is a question mark on the phone. */
function shortened(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length).join('').trimEnd()}...`;
}
