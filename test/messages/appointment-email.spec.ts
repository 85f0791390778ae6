import { digestFacts, MAIL_CONTEXT, SARAH, userFacts, visitOf } from '../support/messages.js';
import type { AppointmentFacts } from '../../src/notifications/message-facts.js';
import { appointmentEmail } from '../../src/notifications/templates/appointment-email.js';
import { digestEmail } from '../../src/notifications/templates/digest-email.js';
import { userEmail } from '../../src/notifications/templates/user-email.js';
import type { Reader } from '../../src/notifications/templates/words.js';
import type { AppointmentMessage } from '../../src/notifications/message.js';

const written = (
  message: AppointmentMessage,
  reader: Reader = 'patient',
  more: Partial<AppointmentFacts> = {},
  locale = 'en',
) => appointmentEmail(visitOf(message, reader, more, locale), MAIL_CONTEXT);

describe('an email about an appointment', () => {
  it('says what, when, where and with whom, in the zone of the facility', () => {
    const email = written('created');
    expect(email.subject).toBe('Appointment booked: Thu 15 Jan 2026, 13:00 (Nairobi, UTC+3) – Hope Clinic');
    expect(email.text).toBe(`Appointment booked

Hello Amina Otieno,

Your appointment is booked.

When: Thu 15 Jan 2026, 13:00 (Nairobi, UTC+3)

Please note: Come fasting.
Bring your card.
Length: 1 h 30 min
With: Dr. Sarah Nakamya
Patient: Amina Otieno
Where: Hope Clinic
Address: 12 Uhuru Street
Phone: +254700000000
For: Checkup, Fatigue
Reason for the visit: A secret ache
Appointment number: APT-2026-000123

--\u0020
This message was sent by Hope. Please do not reply to it.
Stop all emails about appointments: https://kept.example/unsubscribe?token=abc
`);
  });

  it('says who called it off, and why', () => {
    const cancelled = {
      cancelled_by: 'patient',
      cancellation_reason_code: 'patient_request',
      cancellation_reason_text: 'feels better',
    };
    const mine = written('cancelled', 'patient', cancelled).text;
    expect(mine).toContain('Cancelled by: you');
    expect(mine).not.toContain('Come fasting');
    const theirs = written('cancelled', 'provider', cancelled).text;
    expect(theirs).toContain('Cancelled by: the patient\nWhy: The patient asked for it: feels better');
    const other = { cancellation_reason_code: 'other', cancellation_reason_text: null };
    expect(written('cancelled', 'patient', other).text).toMatch(/Cancelled by: the clinic\nLength/);
    expect(written('cancelled').html).toMatch(/<s>Thu 15 Jan 2026, 13:00/);
  });

  it('says the time that a move gave up', () => {
    const { text, html } = written('rescheduled');
    expect(text).toContain(
      'When: Thu 15 Jan 2026, 13:00 (Nairobi, UTC+3)\nBefore: Tue 13 Jan 2026, 10:00 (Nairobi, UTC+3)\n',
    );
    expect(html).toContain('Before: <s>Tue 13 Jan 2026, 10:00 (Nairobi, UTC+3)</s>');
    expect(html).not.toContain('<s>Thu');
  });

  it('calls a move to another place at the same time what it is', () => {
    const start_time_before = new Date('2026-01-15T10:00:00Z');
    const { subject, text } = written('rescheduled', 'patient', {
      start_time_before,
      changes: ['facility_id'],
    });
    expect(subject).toMatch(/^Appointment details changed: Thu 15 Jan/);
    expect(text).toContain('Changed: the place\n');
    expect(text).not.toContain('Before:');
    const both = { changes: ['start_time', 'end_time', 'facility_id'] } as AppointmentFacts;
    expect(written('rescheduled', 'patient', both).text).toContain('Changed: the place\n');
  });

  it('says what changed, of what its reader knows', () => {
    expect(written('updated').text).toContain('Changed: the place, how you meet, and the video link\n');
    expect(written('updated', 'patient', { changes: [] }).text).not.toContain('Changed:');
  });

  it('has the link to a visit by video, as long as there is one to join', () => {
    const video = { modality: 'video', video_url: 'https://meet.example/room?a=1&b=2' } as const;
    const { html, text } = written('reminder', 'patient', video);
    expect(html.match(/href="https:\/\/meet\.example\/room\?a&#x3D;1&amp;b&#x3D;2"/g)).toHaveLength(2);
    expect(text).toContain('Join by video: https://meet.example/room?a=1&b=2');
    for (const message of ['cancelled', 'no_show', 'reassigned'] as const)
      expect(written(message, 'patient', video).text).not.toContain('meet.example');
    expect(written('created', 'patient', { ...video, modality: 'phone' }).text).not.toContain('meet.example');
  });

  it('says in a reminder how long it is until then, whenever it is written', () => {
    expect(written('reminder').subject).toMatch(/^Your appointment is tomorrow: Thu 15 Jan/);
    const late = { ...visitOf('reminder', 'patient', {}, 'fr'), now: Date.parse('2026-01-15T08:20:00Z') };
    expect(appointmentEmail(late, MAIL_CONTEXT).subject).toMatch(
      /^Votre rendez-vous est dans 2 heures : jeu/,
    );
  });

  it('escapes in HTML and only there', () => {
    const { html, text } = written('created', 'patient', { reason: '<b>5 > 3 & "so"</b>' });
    expect(html).toContain('&lt;b&gt;5 &gt; 3 &amp; &quot;so&quot;&lt;/b&gt;');
    expect(text).toContain('<b>5 > 3 & "so"</b>');
    expect(html).toMatch(/^<!doctype html>\n<html lang="en" dir="ltr">/);
  });

  it('calls what waits for the clinic a request', () => {
    expect(written('created', 'patient', { status: 'pending' }).subject).toMatch(/^Appointment requested: /);
  });

  it('names the organization where there is no facility', () => {
    expect(written('created', 'patient', { facility_name: null, timezone: 'UTC' }).subject).toBe(
      'Appointment booked: Thu 15 Jan 2026, 10:00 (UTC) – Hope',
    );
  });

  it('is in the language of its reader, and not of the other one', () => {
    const { language, html, text } = written('created', 'provider', { provider: SARAH }, 'pt');
    expect(language).toBe('pt');
    expect(html).toContain('<html lang="pt"');
    expect(text).toContain('Prezado(a) Dr. Sarah Nakamya,\n\nFoi marcada uma consulta consigo.');
  });
});

it('a digest lists the visits of the day, and what became of others', () => {
  const email = digestEmail(digestFacts(), {
    ...MAIL_CONTEXT,
    unsubscribe: { scope: 'digest', url: 'https://x.example' },
  });
  expect(email.subject).toBe('Your visits on Thu 15 Jan 2026');
  expect(email.text).toContain(`2 visits on this day.

This day (Nairobi, UTC+3)

13:00: Amina Otieno · Hope Clinic · APT-2026-000123
13:00: Halima <Noor> · By video · APT-2026-000123

Changes since the last email

New: Thu 15 Jan 2026, 13:00 (Nairobi, UTC+3)
Amina Otieno · Hope Clinic · APT-2026-000123
Moved: Thu 15 Jan 2026, 13:00 (Nairobi, UTC+3)
before: Tue 13 Jan 2026, 10:00 (Nairobi, UTC+3)
`);
  expect(email.html).toContain('Halima &lt;Noor&gt;');
  expect(email.text).toContain('Stop this daily email: https://x.example');
  const quiet = { ...digestFacts(), visits: [], changes: [] };
  expect(digestEmail(quiet, MAIL_CONTEXT).text).toContain('No visits on this day.\n\n-- \n');
});

it('an email about an account has its link, and none to unsubscribe', () => {
  const email = userEmail(
    'password_reset',
    userFacts('sw'),
    'amina@example.org',
    'https://kept.example/reset',
  );
  expect(email.subject).toBe('Chagua nenosiri jipya – Hope');
  expect(email.text).toContain('Chagua nenosiri jipya: https://kept.example/reset\n');
  expect(email.unsubscribeUrl).toBeNull();
  expect(email.html).not.toContain('unsubscribe');
});
