import type { Words } from './words.js';

const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

const clock = (hour: number, minute: number): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;

/** English, as written by a clinic in Nairobi or London. */
export const en: Words = {
  language: 'en',
  direction: 'ltr',
  dateLocale: 'en-GB',
  colon: ': ',
  moment: ({ date, hour, minute, zone }) => `${date}, ${clock(hour, minute)} (${zone})`,
  clock,
  length: (minutes) => {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    return [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : ''].filter(Boolean).join(' ');
  },
  left: (left) => {
    if (left.unit === 'tomorrow') return 'tomorrow';
    const one = { minutes: 'minute', hours: 'hour', days: 'day' }[left.unit];
    return `in ${counted(left.count, one, left.unit)}`;
  },

  greeting: (name) => `Hello ${name},`,
  footer: (organization) => `This message was sent by ${organization}. Please do not reply to it.`,
  unsubscribe: {
    reminders: 'Stop reminders by email',
    digest: 'Stop this daily email',
    email: 'Stop all emails about appointments',
  },
  subject: (title, when, place) => `${title}: ${when} – ${place}`,

  headings: {
    created: {
      title: 'Appointment booked',
      patient: 'Your appointment is booked.',
      provider: 'A visit was booked with you.',
      sms: 'Appointment booked',
    },
    requested: {
      title: 'Appointment requested',
      patient: 'We have your request. The clinic has yet to confirm it.',
      provider: 'A visit with you was asked for. It waits for the clinic to confirm it.',
      sms: 'Appointment requested, not yet confirmed',
    },
    confirmed: {
      title: 'Appointment confirmed',
      patient: 'The clinic has confirmed your appointment.',
      provider: 'A visit with you was confirmed.',
      sms: 'Appointment confirmed',
    },
    updated: {
      title: 'Appointment details changed',
      patient: 'Something about your appointment has changed. Its time is still the same.',
      provider: 'Something about a visit with you has changed. Its time is still the same.',
      sms: 'Appointment details changed, same time',
    },
    rescheduled: {
      title: 'Appointment moved',
      patient: 'Your appointment has a new time.',
      provider: 'A visit with you has a new time.',
      sms: 'Appointment MOVED to',
    },
    cancelled: {
      title: 'Appointment cancelled',
      patient: 'Your appointment was cancelled. Please do not come at this time.',
      provider: 'A visit with you was cancelled. The time is free again.',
      sms: 'Appointment CANCELLED',
    },
    no_show: {
      title: 'Appointment missed',
      patient:
        'We were expecting you and did not see you. Please call us if you would like a new appointment.',
      provider: 'The patient did not come to this visit.',
      sms: 'Appointment missed',
    },
    reassigned: {
      title: 'Visit given to a colleague',
      patient: 'Somebody else will see you.',
      provider: 'A visit that was yours has been given to a colleague. You are free at this time.',
      sms: 'Visit given to a colleague',
    },
    hold_expired: {
      title: 'Time no longer held',
      patient: 'We were holding this time for you, but it was not confirmed. You can book again at any time.',
      provider: 'A time that was held with you is free again.',
      sms: 'NOT booked, no longer held',
    },
  },
  reminder: (left) => ({
    title: `Your appointment is ${left}`,
    patient: 'This is a reminder of your appointment. If you cannot come, please tell us.',
    provider: 'This is a reminder of a visit with you.',
    sms: `Your appointment is ${left}`,
  }),

  labels: {
    when: 'When',
    before: 'Before',
    changed: 'Changed',
    length: 'Length',
    patient: 'Patient',
    provider: 'With',
    place: 'Where',
    address: 'Address',
    phone: 'Phone',
    modality: 'How',
    topics: 'For',
    number: 'Appointment number',
    reason: 'Reason for the visit',
    instruction: 'Please note',
    cancelled_by: 'Cancelled by',
    cancellation_reason: 'Why',
  },
  changes: {
    provider_id: 'the provider',
    facility_id: 'the place',
    end_time: 'the length',
    modality: 'how you meet',
    video_url: 'the video link',
    topics: 'what the visit is for',
    reason: 'the reason for the visit',
    patient_instruction: 'the notes for the patient',
  },
  modalities: { in_person: 'In person', video: 'By video', phone: 'By phone' },
  joinVideo: 'Join by video',
  cancelledBy: {
    you: 'you',
    patient: 'the patient',
    provider: 'the provider',
    system: 'the system',
    clinic: 'the clinic',
  },
  cancellationReasons: {
    patient_request: 'The patient asked for it',
    provider_request: 'The provider asked for it',
    clinic_closed: 'The clinic is closed then',
    duplicate: 'It was booked twice',
  },
  calendarTitle: {
    patient: (place) => `Appointment – ${place}`,
    provider: (place, who) => `${who} – ${place}`,
  },
  sms: (lead, when, place, provider) => `${lead}: ${when}, ${place}, with ${provider}.`,

  digest: {
    title: (date) => `Your visits on ${date}`,
    intro: (visits) =>
      visits === 0 ? 'No visits on this day.' : `${counted(visits, 'visit', 'visits')} on this day.`,
    visits: 'This day',
    changed: 'Changes since the last email',
    changes: {
      booked: 'New',
      moved: 'Moved',
      cancelled: 'Cancelled',
      updated: 'Changed',
      taken_away: 'Given to a colleague',
    },
    before: (when) => `before: ${when}`,
  },

  account: {
    account_activated: (organization) => ({
      title: 'Your account is active',
      intro: `You can now sign in at ${organization}.`,
      action: 'Sign in',
      outro: '',
    }),
    password_reset: (organization) => ({
      title: 'Choose a new password',
      intro: `Somebody, probably you, asked for a new password for your account at ${organization}.`,
      action: 'Choose a new password',
      outro:
        'The link works once and for one hour. If it was not you who asked, do nothing: your password stays as it is.',
    }),
  },

  pages: {
    unsubscribe: {
      title: 'Stop these emails',
      ask: {
        reminders: 'Stop getting reminders by email? You will still be told of changes and cancellations.',
        digest: 'Stop the daily email with your visits? You will get a message for each visit instead.',
        email: 'Stop getting any email about your appointments, even when they are moved or cancelled?',
      },
      button: 'Stop',
      done: 'Done. You will not get these emails any more. The clinic can turn them on again at any time.',
      invalid: 'This link is not valid. Open the one in a newer email, or ask the clinic.',
    },
    reset: {
      title: 'Choose a new password',
      label: (shortest) => `New password (at least ${shortest} characters)`,
      button: 'Save',
      done: 'Your new password is saved. You can sign in now.',
      invalid: 'This link is not valid, or no longer. Ask for a new one.',
      refused: 'This password cannot be used. Choose another, longer one.',
    },
  },
};
