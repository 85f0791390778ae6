import type { Email } from '../channels/email.channel.js';
import type { UnsubscribeScope } from '../unsubscribe-token.js';
import { calendarEntry } from './calendar-entry.js';
import { type EmailContent, renderEmail, type Row } from './layout.js';
import {
  fullName,
  headingOf,
  isAtANewTime,
  isOff,
  placeOf,
  type Visit,
  videoLinkOf,
  whenOf,
} from './visit.js';
import type { ToldChange, Words } from './words.js';

const MINUTE_MS = 60_000;

/** What an email needs to be sent, beside what it is about. */
export interface MailContext {
  address: string;
  /** `MAIL_FROM`. */
  sender: string;
  unsubscribe: { scope: UnsubscribeScope; url: string };
}

/** The email about an appointment to one of its two people. It is their own, so it may say the reason. */
export function appointmentEmail(visit: Visit, { address, sender, unsubscribe }: MailContext): Email {
  const { words, facts, reader } = visit;
  const heading = headingOf(visit);
  const [when, place] = [whenOf(visit), placeOf(visit)];
  const link = videoLinkOf(visit);
  const content: EmailContent = {
    ...frameOf(words, facts.organization_name),
    title: heading.title,
    preheader: [when, place, fullName(facts.provider)].join(' · '),
    greeting: words.greeting(fullName(facts.reader)),
    intro: heading[reader],
    when: { label: words.labels.when, now: when, before: timeBefore(visit), isOff: isOff(visit) },
    action: link === null ? null : { label: words.joinVideo, url: link },
    sections: [{ heading: null, rows: detailsOf(visit) }],
    unsubscribe: { label: words.unsubscribe[unsubscribe.scope], url: unsubscribe.url },
  };
  return {
    to: { name: fullName(facts.reader), address },
    subject: words.subject(heading.title, when, place),
    language: words.language,
    ...renderEmail(content),
    calendar: calendarEntry(visit, { address, sender }),
    unsubscribeUrl: unsubscribe.url,
  };
}

/** What is the same in every email of a language and an organization. */
export function frameOf(
  words: Words,
  organization: string,
): Pick<EmailContent, 'language' | 'direction' | 'colon' | 'sender' | 'outro' | 'footer'> {
  const { language, direction, colon } = words;
  return { language, direction, colon, sender: organization, outro: '', footer: words.footer(organization) };
}

function timeBefore(visit: Visit): { label: string; value: string } | null {
  const before = visit.facts.start_time_before;
  if (!isAtANewTime(visit) || before === null) return null;
  return { label: visit.words.labels.before, value: whenOf(visit, before) };
}

function detailsOf(visit: Visit): Row[] {
  const { facts, words } = visit;
  const { labels } = words;
  const minutes = Math.round((facts.end_time.getTime() - facts.start_time.getTime()) / MINUTE_MS);
  const phone = facts.facility_phone_number;
  return [
    ...row(labels.changed, changesOf(visit)),
    ...cancellationOf(visit),
    ...row(labels.instruction, isOff(visit) ? null : facts.patient_instruction),
    ...row(labels.length, words.length(minutes)),
    ...row(labels.provider, fullName(facts.provider)),
    ...row(labels.patient, fullName(facts.patient)),
    ...row(labels.modality, facts.modality === 'in_person' ? null : words.modalities[facts.modality]),
    ...row(labels.place, placeOf(visit)),
    ...row(labels.address, facts.facility_address),
    ...row(labels.phone, phone, phone && `tel:${phone.replace(/[^+\d]/g, '')}`),
    ...row(labels.topics, facts.topics.join(', ')),
    ...row(labels.reason, facts.reason),
    ...row(labels.number, facts.appointment_number),
  ];
}

/** One row, or none where there is nothing to say. */
function row(label: string, value: string | null, href: string | null = null): Row[] {
  return value ? [{ label, value, href }] : [];
}

/** What changed, in words, for those who are told that something did. Where a visit moved, its end moved with it. */
function changesOf({ message, facts, words }: Visit): string | null {
  if (message !== 'updated' && message !== 'rescheduled') return null;
  const isTold = (change: string): change is ToldChange =>
    change in words.changes && !(change === 'end_time' && facts.changes.includes('start_time'));
  const told = facts.changes.filter(isTold).map((change) => words.changes[change]);
  return new Intl.ListFormat(words.language).format(told);
}

function cancellationOf({ message, reader, facts, words }: Visit): Row[] {
  if (message !== 'cancelled' || facts.cancelled_by === null) return [];
  const by = cancelledBy(facts.cancelled_by, reader);
  const code = facts.cancellation_reason_code;
  const reasons: Record<string, string> = words.cancellationReasons;
  const why = [code === null ? null : reasons[code], facts.cancellation_reason_text].filter(Boolean);
  return [
    ...row(words.labels.cancelled_by, words.cancelledBy[by]),
    ...row(words.labels.cancellation_reason, why.join(words.colon)),
  ];
}

function cancelledBy(by: string, reader: string): keyof Words['cancelledBy'] {
  if (by === reader) return 'you';
  return by === 'patient' || by === 'provider' || by === 'system' ? by : 'clinic';
}
