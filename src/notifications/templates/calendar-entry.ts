import {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalAttendeeType,
  ICalCalendar,
  ICalCalendarMethod,
  ICalEventStatus,
} from 'ical-generator';
import type { AppointmentMessage } from '../message.js';
import { oneLine } from '../one-line.js';
import { calendarTimes, calendarZone } from './calendar-zone.js';
import { fullName, placeOf, type Visit, videoLinkOf } from './visit.js';

/** An iCalendar object (RFC 5545) and what a calendar shall do with it (RFC 5546). */
export interface CalendarEntry {
  method: 'REQUEST' | 'CANCEL';
  content: string;
}

/** Messages that change what stands in a calendar. The others leave it alone. */
const METHODS: Partial<Record<AppointmentMessage, ICalCalendarMethod.REQUEST | ICalCalendarMethod.CANCEL>> = {
  created: ICalCalendarMethod.REQUEST,
  confirmed: ICalCalendarMethod.REQUEST,
  updated: ICalCalendarMethod.REQUEST,
  rescheduled: ICalCalendarMethod.REQUEST,
  cancelled: ICalCalendarMethod.CANCEL,
  reassigned: ICalCalendarMethod.CANCEL,
};

/**
 * The visit as its reader's calendar keeps it; null for messages that change nothing there. One UID for ever and a
 * SEQUENCE that only rises: calendars take a move or a cancellation as news of the same entry, and old news as old.
 *
 * Its times are those of the visit's zone, with the rules that it was booked by (`calendarZone`).
 */
export function calendarEntry(
  visit: Visit,
  { address, sender }: { address: string; sender: string },
): CalendarEntry | null {
  const { message, facts, words, reader, now } = visit;
  const method = METHODS[message];
  if (!method) return null;
  const calendar = new ICalCalendar({
    method,
    prodId: { company: 'Kept', product: 'Kept', language: words.language.toUpperCase() },
  });
  calendar.createEvent({
    id: facts.appointment_id,
    sequence: facts.version,
    stamp: new Date(now),
    created: facts.created_at,
    lastModified: facts.updated_at,
    ...calendarTimes(facts),
    status: statusOf(visit),
    summary: words.calendarTitle[reader](placeOf(visit), shortName(visit)),
    location: locationOf(visit),
    description: descriptionOf(visit),
    url: videoLinkOf(visit),
    organizer: organizerOf(sender, facts.organization_name),
    attendees: [
      {
        name: parameter(fullName(facts.reader)),
        email: address,
        type: ICalAttendeeType.INDIVIDUAL,
        role: ICalAttendeeRole.REQ,
        // They asked for it, or the clinic did: nobody reads a reply to this.
        status: ICalAttendeeStatus.ACCEPTED,
        rsvp: false,
      },
    ],
  });
  // The library can only write rules of a zone for the whole calendar, and then drops the Z of DTSTAMP.
  const content = calendar.toString().replace('BEGIN:VEVENT', `${calendarZone(facts)}BEGIN:VEVENT`);
  return { method, content: `${content}\r\n` };
}

function statusOf({ message, facts }: Visit): ICalEventStatus {
  if (METHODS[message] === ICalCalendarMethod.CANCEL) return ICalEventStatus.CANCELLED;
  return facts.status === 'pending' ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED;
}

/** Enough for a provider to know whom to expect, too little for whoever looks into their calendar. */
function shortName({ facts: { patient } }: Visit): string {
  return oneLine(`${patient.first_name} ${Array.from(patient.last_name)[0] ?? ''}.`);
}

function locationOf(visit: Visit): string {
  const { facts, words } = visit;
  if (facts.modality !== 'in_person') return words.modalities[facts.modality];
  return [placeOf(visit), facts.facility_address].filter(Boolean).join(', ');
}

function descriptionOf(visit: Visit): string {
  const { facts, words } = visit;
  const { labels, colon } = words;
  const lines = [
    `${labels.number}${colon}${facts.appointment_number}`,
    facts.facility_phone_number && `${labels.phone}${colon}${facts.facility_phone_number}`,
    facts.patient_instruction && `${labels.instruction}${colon}${facts.patient_instruction}`,
    videoLinkOf(visit),
  ];
  return lines.filter(Boolean).join('\n');
}

/** `Hope Clinic <appointments@hope.example>`, or an address alone: then the organization gives the name. */
function organizerOf(sender: string, organization: string): { name: string; email: string } {
  const [, name = '', email = sender] = /^\s*(.*?)\s*<([^<>]+)>\s*$/.exec(sender) ?? [];
  return { name: parameter(name) || parameter(organization), email: email.trim() };
}

/** A parameter's value has no way to write a quote or a line break (RFC 5545, 3.2). */
function parameter(text: string): string {
  return oneLine(text.replaceAll('"', ''));
}
