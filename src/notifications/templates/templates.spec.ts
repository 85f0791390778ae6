import type { AppointmentFacts, Person } from '../message-facts.js';
import { oneLine } from '../one-line.js';
import { appointmentEmail } from './appointment-email.js';
import { appointmentSms } from './appointment-sms.js';
import { dateLocale, inFull, writeTime } from './dates.js';
import { fitsOneSegment, gsm7Length, toPlainMarks } from './gsm7.js';

const amina: Person = {
  title: null,
  first_name: 'Amina',
  last_name: 'Otieno',
  email: 'amina@example.org',
  phone_number: '+254712345678',
  locale: 'en',
  notification_preferences: {},
};
const sarah: Person = {
  ...amina,
  title: 'Dr.',
  first_name: 'Sarah',
  last_name: 'Nakamya',
  email: 'sarah@example.org',
};

const facts = (more: Partial<AppointmentFacts> = {}): AppointmentFacts => ({
  organization_name: 'Hope',
  appointment_id: '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10',
  appointment_number: 'APT-2026-000123',
  version: 1,
  status: 'scheduled',
  status_before: null,
  start_time: new Date('2026-01-15T10:00:00Z'),
  start_time_then: new Date('2026-01-15T10:00:00Z'),
  start_time_before: null,
  end_time_before: null,
  changes: [],
  minutes_before: null,
  end_time: new Date('2026-01-15T11:30:00Z'),
  timezone: 'Africa/Nairobi',
  facility_name: 'Hope Clinic',
  facility_address: '12 Uhuru Street',
  facility_phone_number: '+254700000000',
  modality: 'in_person',
  video_url: null,
  topics: [],
  reason: 'A secret ache',
  patient_instruction: 'Come fasting.\nBring your card.',
  cancelled_by: null,
  cancellation_reason_code: null,
  cancellation_reason_text: null,
  created_at: new Date('2026-01-02T08:00:00Z'),
  updated_at: new Date('2026-01-02T08:00:00Z'),
  patient: amina,
  provider: sarah,
  reader: amina,
  ...more,
});

describe('an email about an appointment', () => {
  it('says what, when, where and with whom, in the zone of the facility', () => {
    const email = appointmentEmail('created', 'patient', facts(), 'amina@example.org');
    expect(email.subject).toBe('Appointment booked: Thu 15 Jan 2026, 13:00 (Africa/Nairobi) – Hope Clinic');
    expect(email.text).toBe(`Appointment booked

Hello Amina Otieno,

Your appointment is booked.

When: Thu 15 Jan 2026, 13:00 (Africa/Nairobi)
Length: 1 h 30 min
With: Dr. Sarah Nakamya
Patient: Amina Otieno
Where: Hope Clinic
Address: 12 Uhuru Street
Phone: +254700000000
Appointment number: APT-2026-000123
Reason for the visit: A secret ache
Please note: Come fasting.
Bring your card.

--\u0020
This message was sent by Hope. Please do not reply to it.
`);
  });

  it('says who called it off, and why', () => {
    const cancelled = facts({
      status: 'cancelled',
      cancelled_by: 'patient',
      cancellation_reason_code: 'patient_request',
      cancellation_reason_text: 'feels better',
    });
    const [mine, theirs] = [
      appointmentEmail('cancelled', 'patient', cancelled, 'a@example.org').text,
      appointmentEmail('cancelled', 'provider', cancelled, 's@example.org').text,
    ];
    expect(mine).toContain('Cancelled by: you');
    expect(theirs).toContain('Cancelled by: the patient\nWhy: The patient asked for it: feels better');
    expect(mine).not.toContain('Come fasting');
  });

  it('escapes in HTML and only there', () => {
    const { html, text } = appointmentEmail(
      'created',
      'patient',
      facts({ reason: '<b>5 > 3 & "so"</b>' }),
      'a@b.org',
    );
    expect(html).toContain('&lt;b&gt;5 &gt; 3 &amp; &quot;so&quot;&lt;/b&gt;');
    expect(text).toContain('<b>5 > 3 & "so"</b>');
    expect(html).toMatch(/^<!doctype html>\n<html lang="en" dir="ltr">/);
  });

  it('calls what waits for the clinic a request', () => {
    const { subject } = appointmentEmail('created', 'patient', facts({ status: 'pending' }), 'a@b.org');
    expect(subject).toMatch(/^Appointment requested: /);
  });

  it('names the organization where there is no facility', () => {
    const { subject } = appointmentEmail(
      'created',
      'patient',
      facts({ facility_name: null, timezone: 'UTC' }),
      'a@b.org',
    );
    expect(subject).toBe('Appointment booked: Thu 15 Jan 2026, 10:00 (UTC) – Hope');
  });
});

describe('a text message about an appointment', () => {
  it('says date, time, place and a first name, and nothing of why', () => {
    const text = appointmentSms('created', 'patient', facts());
    expect(text).toBe(
      'Appointment booked: Thu 15 Jan 2026, 13:00 (Africa/Nairobi), Hope Clinic, with Sarah.',
    );
    const cancelled = appointmentSms(
      'cancelled',
      'provider',
      facts({ cancellation_reason_text: 'feels better' }),
    );
    expect(cancelled).not.toMatch(/ache|better|Nakamya|Otieno|APT/);
  });

  it('shortens a long place to stay one segment', () => {
    const text = appointmentSms('created', 'patient', facts({ facility_name: 'Hope '.repeat(40) }));
    expect(text.length).toBeLessThanOrEqual(160);
    expect(text).toMatch(/Hope Hop\.\.\., with Sarah\.$/);
  });

  it('is one line, in plain marks', () => {
    const text = appointmentSms('created', 'patient', facts({ facility_name: 'Mama’s –\r\nClinic' }));
    expect(text).toContain("Mama's - Clinic");
    expect(gsm7Length(text)).toBe(text.length);
  });
});

describe('GSM-7', () => {
  it('counts what takes two places, and knows what is not in it', () => {
    expect(gsm7Length('a{€')).toBe(5);
    expect(gsm7Length('ñandú')).toBeNull();
    expect(gsm7Length('أمينة')).toBeNull();
    expect(toPlainMarks('“a”…')).toBe('"a"...');
  });

  it('has one segment of 160, or of 70', () => {
    expect([fitsOneSegment('a'.repeat(160)), fitsOneSegment('a'.repeat(161))]).toEqual([true, false]);
    expect([fitsOneSegment('ي'.repeat(70)), fitsOneSegment('ي'.repeat(71))]).toEqual([true, false]);
  });
});

describe('dates', () => {
  it.each([
    ['2026-01-14T21:30:00Z', 'Africa/Nairobi', 'en-GB', 'Thu 15 Jan 2026, 00:30 (Africa/Nairobi)'],
    ['2026-01-15T10:00:00Z', 'Asia/Kathmandu', 'en-GB', 'Thu 15 Jan 2026, 15:45 (Asia/Kathmandu)'],
    ['2026-01-15T10:00:00Z', 'America/New_York', 'en-US', 'Thu Jan 15, 2026, 05:00 (America/New_York)'],
  ])('%s in %s for %s: %s', (instant, zone, locale, written) => {
    expect(inFull(writeTime(new Date(instant), zone, locale))).toBe(written);
  });

  it.each([
    ['en', 'en-GB'],
    ['en-US', 'en-US'],
    ['en_KE', 'en-KE'],
    ['fr-FR', 'en-GB'],
    ['en-"><script>', 'en-GB'],
    ['', 'en-GB'],
  ])('somebody who reads %p gets %s', (locale, used) => expect(dateLocale(locale, 'en', 'en-GB')).toBe(used));
});

it('one line has no breaks, no hidden direction marks and no double spaces', () => {
  expect(oneLine(' Amina\r\nBcc: x\u2028y\u202e z\u0000 ')).toBe('Amina Bcc: x y z');
});
