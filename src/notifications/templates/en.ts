import type { AppointmentMessage, Recipient } from '../message.js';

/** What the words are put around. Texts of people are plain here; templates escape. */
export interface VisitWords {
  recipient: Recipient;
  when: string;
  place: string;
  /** First name only: text messages are read over shoulders. */
  provider_first_name: string;
}

type Heading = (recipient: Recipient) => { title: string; intro: string };

/** Every English word that we send. Another language is another file of this shape. */
export const en = {
  language: 'en',
  direction: 'ltr',
  /** For readers whose own locale is of another language, or says no region. */
  dateLocale: 'en-GB',

  greeting: (name: string) => `Hello ${name},`,
  footer: (organization: string) => `This message was sent by ${organization}. Please do not reply to it.`,

  labels: {
    when: 'When',
    length: 'Length',
    patient: 'Patient',
    provider: 'With',
    place: 'Where',
    address: 'Address',
    phone: 'Phone',
    number: 'Appointment number',
    reason: 'Reason for the visit',
    instruction: 'Please note',
    cancelled_by: 'Cancelled by',
    cancellation_reason: 'Why',
  },

  length: (minutes: number) => {
    const hours = Math.floor(minutes / 60);
    const parts = [hours > 0 ? `${hours} h` : '', minutes % 60 > 0 ? `${minutes % 60} min` : ''];
    return parts.filter(Boolean).join(' ');
  },

  created: (recipient) => ({
    title: 'Appointment booked',
    intro: recipient === 'provider' ? 'A visit was booked with you.' : 'Your appointment is booked.',
  }),
  requested: (recipient) => ({
    title: 'Appointment requested',
    intro:
      recipient === 'provider'
        ? 'A visit with you was asked for. It waits for the clinic to confirm it.'
        : 'Your appointment was asked for. The clinic has yet to confirm it.',
  }),
  rescheduled: (recipient) => ({
    title: 'Appointment moved',
    intro: recipient === 'provider' ? 'A visit with you was moved.' : 'Your appointment was moved.',
  }),
  cancelled: (recipient) => ({
    title: 'Appointment cancelled',
    intro: recipient === 'provider' ? 'A visit with you was called off.' : 'Your appointment was called off.',
  }),

  updated: (recipient) => ({
    title: 'Appointment changed',
    intro:
      recipient === 'provider'
        ? 'A visit with you was changed.'
        : 'Details of your appointment were changed.',
  }),
  confirmed: (recipient) => ({
    title: 'Appointment confirmed',
    intro: recipient === 'provider' ? 'A visit with you was confirmed.' : 'Your appointment is confirmed.',
  }),
  no_show: (recipient) => ({
    title: 'Appointment missed',
    intro:
      recipient === 'provider'
        ? 'The patient did not come to the visit.'
        : 'You did not come to your appointment. Please call us for another one.',
  }),
  reminder: (recipient) => ({
    title: 'Appointment reminder',
    intro: recipient === 'provider' ? 'A visit with you is coming up.' : 'Your appointment is coming up.',
  }),
  reassigned: () => ({
    title: 'Appointment given to somebody else',
    intro: 'This visit is no longer with you.',
  }),
  hold_expired: () => ({
    title: 'Appointment not booked',
    intro: 'A time was held for you and was not confirmed. It is free again.',
  }),

  subject: (title: string, { when, place }: Pick<VisitWords, 'when' | 'place'>) =>
    `${title}: ${when} – ${place}`,

  cancelledBy: (by: string, recipient: Recipient) => {
    if (by === recipient) return 'you';
    const names: Record<string, string> = {
      patient: 'the patient',
      provider: 'the provider',
      system: 'the system',
    };
    return names[by] ?? 'the clinic';
  },
  cancellationReasons: {
    patient_request: 'The patient asked for it',
    provider_request: 'The provider asked for it',
    clinic_closed: 'The clinic is closed then',
    duplicate: 'It was booked twice',
  } as Record<string, string>,

  sms: {
    created: ({ when, place, provider_first_name }: VisitWords) =>
      `Appointment booked: ${when}, ${place}, with ${provider_first_name}.`,
    requested: ({ when, place, provider_first_name }: VisitWords) =>
      `Appointment requested, not yet confirmed: ${when}, ${place}, with ${provider_first_name}.`,
    rescheduled: ({ when, place, provider_first_name }: VisitWords) =>
      `Appointment MOVED to ${when}, ${place}, with ${provider_first_name}.`,
    cancelled: ({ when, place, provider_first_name }: VisitWords) =>
      `Appointment CANCELLED: ${when}, ${place}, with ${provider_first_name}.`,
    updated: ({ when, place, provider_first_name }: VisitWords) =>
      `Appointment CHANGED: ${when}, ${place}, with ${provider_first_name}.`,
    confirmed: ({ when, place, provider_first_name }: VisitWords) =>
      `Appointment confirmed: ${when}, ${place}, with ${provider_first_name}.`,
    no_show: ({ recipient, when, place }: VisitWords) =>
      recipient === 'provider'
        ? `Patient did not come: ${when}, ${place}.`
        : `Appointment MISSED: ${when}, ${place}. Please call us for another one.`,
    reminder: ({ when, place, provider_first_name }: VisitWords) =>
      `Reminder: ${when}, ${place}, with ${provider_first_name}.`,
    reassigned: ({ when, place }: VisitWords) => `Appointment no longer with you: ${when}, ${place}.`,
    hold_expired: ({ when, place, provider_first_name }: VisitWords) =>
      `Appointment NOT booked, the hold ended: ${when}, ${place}, with ${provider_first_name}.`,
  },

  digest: {
    title: (date: string) => `Your visits on ${date}`,
    intro: (visits: number) => `Visits today: ${visits}.`,
    changes: {
      booked: 'Booked',
      moved: 'Moved',
      cancelled: 'Cancelled',
      updated: 'Changed',
      taken_away: 'Given to somebody else',
    },
  },

  account_activated: (organization: string) => ({
    subject: `Your account is active – ${organization}`,
    title: 'Your account is active',
    intro: `You can now sign in at ${organization}.`,
    action: 'Sign in',
    outro: '',
  }),
  password_reset: (organization: string) => ({
    subject: `Choose a new password – ${organization}`,
    title: 'Choose a new password',
    intro: `Somebody, probably you, asked for a new password for your account at ${organization}.`,
    action: 'Choose a new password',
    outro:
      'The link works once and for one hour. If it was not you who asked, do nothing: your password stays as it is.',
  }),
} satisfies Record<AppointmentMessage | 'requested', Heading> & Record<string, unknown>;

export type Words = typeof en;
