import type { DigestFacts } from '../../src/notifications/digest-facts.js';
import type { AppointmentFacts, Person, UserFacts } from '../../src/notifications/message-facts.js';
import type { AppointmentMessage } from '../../src/notifications/message.js';
import type { Visit } from '../../src/notifications/templates/visit.js';
import { wordsFor } from '../../src/notifications/templates/languages.js';
import type { Reader } from '../../src/notifications/templates/words.js';

export const AMINA: Person = {
  title: null,
  first_name: 'Amina',
  last_name: 'Otieno',
  email: 'amina@example.org',
  phone_number: '+254712345678',
  locale: 'en',
  notification_preferences: {},
  sms_stopped: false,
};

export const SARAH: Person = {
  ...AMINA,
  title: 'Dr.',
  first_name: 'Sarah',
  last_name: 'Nakamya',
  email: 'sarah@example.org',
};

/** The evening before {@link VISIT_START}, in Nairobi. */
export const WRITTEN_AT = Date.parse('2026-01-14T16:00:00Z');
const VISIT_START = new Date('2026-01-15T10:00:00Z');

export function visitFacts(more: Partial<AppointmentFacts> = {}): AppointmentFacts {
  return {
    organization_name: 'Hope',
    appointment_id: '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10',
    appointment_number: 'APT-2026-000123',
    version: 3,
    status: 'scheduled',
    status_before: null,
    start_time: VISIT_START,
    start_time_then: VISIT_START,
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
    topics: ['Checkup', 'Fatigue'],
    reason: 'A secret ache',
    patient_instruction: 'Come fasting.\nBring your card.',
    cancelled_by: null,
    cancellation_reason_code: null,
    cancellation_reason_text: null,
    created_at: new Date('2026-01-02T08:00:00Z'),
    updated_at: new Date('2026-01-03T08:00:00Z'),
    patient: AMINA,
    provider: SARAH,
    reader: AMINA,
    is_readers: true,
    hears_of_moves: true,
    is_superseded: false,
    is_booked_since: false,
    quiet_hours: null,
    ...more,
  };
}

/** What a message of its kind tells, beside the visit. */
export const TYPICAL: Partial<Record<AppointmentMessage, Partial<AppointmentFacts>>> = {
  updated: {
    changes: ['facility_id', 'modality', 'video_url'],
    modality: 'video',
    video_url: 'https://meet.example/room?a=1&b=2',
  },
  rescheduled: {
    start_time_before: new Date('2026-01-13T07:00:00Z'),
    end_time_before: new Date('2026-01-13T08:30:00Z'),
  },
  cancelled: {
    status: 'cancelled',
    cancelled_by: 'staff',
    cancellation_reason_code: 'clinic_closed',
    cancellation_reason_text: 'Stock-taking',
  },
  no_show: { status: 'no_show' },
  hold_expired: { status: 'proposed' },
};

/** A message as its writer sees it, to one of the two people, in a language. */
export function visitOf(
  message: AppointmentMessage,
  reader: Reader = 'patient',
  more: Partial<AppointmentFacts> = {},
  locale = 'en',
): Visit {
  const facts = visitFacts({ ...TYPICAL[message], ...more });
  const person = { ...facts[reader], locale };
  return { message, reader, facts: { ...facts, reader: person }, words: wordsFor(locale), now: WRITTEN_AT };
}

export function digestFacts(locale = 'en'): DigestFacts {
  const { appointment_id, appointment_number, status, start_time, end_time } = visitFacts();
  const visit = { appointment_id, appointment_number, status, start_time, end_time, reason: 'A secret ache' };
  return {
    organization_name: 'Hope',
    provider: { ...SARAH, locale },
    date: '2026-01-15',
    timezone: 'Africa/Nairobi',
    visits: [
      { ...visit, modality: 'in_person', facility_name: 'Hope Clinic', patient_name: 'Amina Otieno' },
      { ...visit, modality: 'video', facility_name: null, patient_name: 'Halima <Noor>' },
    ],
    changes: (['booked', 'moved', 'cancelled', 'updated', 'taken_away'] as const).map((change) => ({
      ...visit,
      modality: 'in_person',
      facility_name: 'Hope Clinic',
      patient_name: 'Amina Otieno',
      change,
      start_time_before: change === 'moved' ? new Date('2026-01-13T07:00:00Z') : null,
    })),
  };
}

export function userFacts(locale = 'en'): UserFacts {
  return {
    organization_name: 'Hope',
    user_id: '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a12',
    password_hash: '',
    is_active: true,
    occurred_at: VISIT_START,
    user: { ...AMINA, locale },
  };
}

export const MAIL_CONTEXT = {
  address: 'amina@example.org',
  sender: 'Hope Clinic <appointments@hope.example>',
  unsubscribe: { scope: 'email', url: 'https://kept.example/unsubscribe?token=abc' },
} as const;
