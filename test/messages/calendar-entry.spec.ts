import ICAL from 'ical.js';
import { AMINA, MAIL_CONTEXT, SARAH, visitOf } from '../support/messages.js';
import { LOCALES } from '../../src/domain/locale.js';
import { APPOINTMENT_MESSAGES, type AppointmentMessage } from '../../src/notifications/message.js';
import type { AppointmentFacts } from '../../src/notifications/message-facts.js';
import { calendarEntry } from '../../src/notifications/templates/calendar-entry.js';
import type { Reader } from '../../src/notifications/templates/words.js';

type More = Partial<AppointmentFacts>;

const textOf = (
  message: AppointmentMessage,
  more: More = {},
  reader: Reader = 'patient',
  locale = 'en',
): string => {
  const entry = calendarEntry(visitOf(message, reader, more, locale), MAIL_CONTEXT);
  if (!entry) throw new Error('no entry');
  return entry.content;
};

/** Read as a calendar would: by a parser that is not the writer. */
function read(text: string): { calendar: ICAL.Component; vevent: ICAL.Component; event: ICAL.Event } {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const [vevent, ...others] = calendar.getAllSubcomponents('vevent');
  if (!vevent || others.length > 0) throw new Error('not one event');
  return { calendar, vevent, event: new ICAL.Event(vevent) };
}

describe('a calendar entry', () => {
  it.each([
    ['created', 'REQUEST', 'CONFIRMED'],
    ['confirmed', 'REQUEST', 'CONFIRMED'],
    ['updated', 'REQUEST', 'CONFIRMED'],
    ['rescheduled', 'REQUEST', 'CONFIRMED'],
    ['cancelled', 'CANCEL', 'CANCELLED'],
    ['reassigned', 'CANCEL', 'CANCELLED'],
  ] as const)('of %s is a %s', (message, method, status) => {
    const { calendar, vevent } = read(textOf(message));
    expect(calendarEntry(visitOf(message), MAIL_CONTEXT)?.method).toBe(method);
    expect(calendar.getFirstPropertyValue('method')).toBe(method);
    expect(vevent.getFirstPropertyValue('status')).toBe(status);
  });

  it('comes with nothing else', () => {
    const others = APPOINTMENT_MESSAGES.filter((message) => !calendarEntry(visitOf(message), MAIL_CONTEXT));
    expect(others).toEqual(['no_show', 'reminder', 'hold_expired']);
  });

  it('of a request is tentative', () => {
    expect(read(textOf('created', { status: 'pending' })).vevent.getFirstPropertyValue('status')).toBe(
      'TENTATIVE',
    );
  });

  it('stays the same entry, and only gets newer', () => {
    const [booked, moved, off] = [
      read(textOf('created', { version: 1 })),
      read(textOf('rescheduled', { version: 4 })),
      read(textOf('cancelled', { version: 5 })),
    ];
    expect(new Set([booked, moved, off].map(({ event }) => event.uid)).size).toBe(1);
    expect([booked, moved, off].map(({ event }) => event.sequence)).toEqual([1, 4, 5]);
    expect(booked.vevent.getFirstPropertyValue('dtstamp')?.toString()).toBe('2026-01-14T16:00:00Z');
  });

  it.each([
    ['Europe/London', '2026-03-29T00:59:00Z', '2026-03-29T01:01:00Z'],
    ['Europe/London', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'],
    ['America/New_York', '2026-03-08T06:30:00Z', '2026-03-08T07:30:00Z'],
    ['America/New_York', '2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z'],
    ['Africa/Nairobi', '2026-01-15T10:00:00Z', '2026-01-15T11:00:00Z'],
    ['Asia/Kathmandu', '2026-01-15T10:00:00Z', '2026-01-15T11:00:00Z'],
    ['Africa/Casablanca', '2027-02-08T10:00:00Z', '2027-02-08T11:00:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T15:10:00Z', '2026-10-03T15:40:00Z'],
    ['Etc/UTC', '2026-01-15T10:00:00Z', '2026-01-15T11:00:00Z'],
  ])('in %s is from %s to %s', (timezone, start, end) => {
    const times = { timezone, start_time: new Date(start), end_time: new Date(end) };
    const { event } = read(textOf('created', times));
    expect([event.startDate, event.endDate].map((time) => time.toJSDate().toISOString())).toEqual(
      [start, end].map((time) => new Date(time).toISOString()),
    );
  });

  it('brings the rules of its zone, and does without where the clock shows its time twice', () => {
    const inLondon = (start: string) => {
      const start_time = new Date(start);
      const times = {
        start_time,
        end_time: new Date(start_time.getTime() + 60_000),
        timezone: 'Europe/London',
      };
      return textOf('created', times);
    };
    const summer = inLondon('2026-07-01T09:00:00Z');
    expect(summer).toContain('DTSTART;TZID=Europe/London:20260701T100000');
    expect(summer).toContain(
      ['BEGIN:DAYLIGHT', 'DTSTART:20260329T010000', 'TZOFFSETFROM:+0000', 'TZOFFSETTO:+0100'].join('\r\n'),
    );
    expect(summer).toContain(
      ['BEGIN:STANDARD', 'DTSTART:20261025T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0000'].join('\r\n'),
    );
    for (const twice of ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']) {
      expect(inLondon(twice)).toContain(`DTSTART:${twice.replaceAll(/[-:]/g, '')}`);
      expect(inLondon(twice)).not.toContain('VTIMEZONE');
    }
  });

  it('says where, how and with which number, and nothing clinical', () => {
    const video = { modality: 'video', video_url: 'https://meet.example/room' } as const;
    const { event, vevent } = read(textOf('created'));
    expect(event.summary).toBe('Appointment – Hope Clinic');
    expect(event.location).toBe('Hope Clinic, 12 Uhuru Street');
    expect(event.description).toBe(
      'Appointment number: APT-2026-000123\nPhone: +254700000000\nPlease note: Come fasting.\nBring your card.',
    );
    expect(vevent.getFirstPropertyValue('url')).toBeNull();
    expect(vevent.getFirstSubcomponent('valarm')).toBeNull();
    expect(textOf('created')).not.toMatch(/ache|Checkup|Fatigue/);
    expect(read(textOf('created', video)).vevent.getFirstPropertyValue('url')).toBe(video.video_url);
    expect(read(textOf('created', video)).event.location).toBe('By video');
    expect(read(textOf('created', {}, 'provider')).event.summary).toBe('Amina O. – Hope Clinic');
  });

  it('is from the sender, to the reader', () => {
    const { vevent } = read(textOf('created'));
    const organizer = vevent.getFirstProperty('organizer');
    expect(organizer?.getFirstValue()).toBe('mailto:appointments@hope.example');
    expect(organizer?.getFirstParameter('cn')).toBe('Hope Clinic');
    const [attendee, ...others] = vevent.getAllProperties('attendee');
    expect(others).toEqual([]);
    expect(String(attendee?.getFirstValue()).toLowerCase()).toBe('mailto:amina@example.org');
    expect(attendee?.getFirstParameter('cn')).toBe('Amina Otieno');
    const alone = calendarEntry(visitOf('created'), { ...MAIL_CONTEXT, sender: 'appointments@hope.example' });
    expect(
      read(alone?.content ?? '')
        .vevent.getFirstProperty('organizer')
        ?.getFirstParameter('cn'),
    ).toBe('Hope');
  });

  it('lets nobody write lines of their own', () => {
    const evil = 'x"\r\nATTENDEE:mailto:evil@example.org\nBEGIN:VALARM\u2028;:,\\';
    const more: More = {
      facility_name: evil,
      facility_address: evil,
      patient_instruction: evil,
      appointment_number: evil,
      patient: { ...AMINA, first_name: evil, last_name: evil },
      provider: { ...SARAH, first_name: evil, title: evil },
    };
    for (const reader of ['patient', 'provider'] as const) {
      const text = textOf('created', more, reader);
      const { vevent } = read(text);
      expect(vevent.getAllProperties('attendee')).toHaveLength(1);
      expect(vevent.getAllSubcomponents()).toEqual([]);
      expect(text.split('\r\n').filter((line) => /^(ATTENDEE|BEGIN)/.test(line))).toHaveLength(5);
    }
  });

  it.each(LOCALES)('folds its lines at 75 octets, between characters, in %s', (locale) => {
    const long = { facility_name: 'Clínica São João é œ 漢字 🏥 '.repeat(12) };
    const text = textOf('created', long, 'patient', locale);
    const lines = text.split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(text).not.toMatch(/\ufffd|[^\r]\n/);
    expect(read(text).event.summary).toContain('🏥 Clínica São João é œ 漢字 🏥');
  });
});
