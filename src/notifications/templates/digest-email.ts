import { boundsOfDay, parseDay } from '../../domain/local-time.js';
import type { Email } from '../channels/email.channel.js';
import type { DigestChange, DigestFacts, DigestVisit } from '../digest-facts.js';
import { oneLine } from '../one-line.js';
import { frameOf, type MailContext } from './appointment-email.js';
import { dateLocale, writeTime, type WrittenTime } from './dates.js';
import { renderEmail, type Row } from './layout.js';
import { fullName } from './visit.js';
import { wordsFor } from './languages.js';
import type { Words } from './words.js';

type Writer = (instant: Date) => WrittenTime;

/** A provider's day in one email: its visits, and what became of those of other days. */
export function digestEmail(
  facts: DigestFacts,
  { address, unsubscribe }: Omit<MailContext, 'sender'>,
): Email {
  const { provider, organization_name, timezone } = facts;
  const words = wordsFor(provider.locale);
  const locale = dateLocale(provider.locale, words.language, words.dateLocale);
  const write: Writer = (instant) => writeTime(instant, timezone, locale);
  const { start, end } = boundsOfDay(timezone, parseDay(facts.date));
  const noon = write(new Date((start + end) / 2));
  const title = words.digest.title(noon.date);
  const intro = words.digest.intro(facts.visits.length);
  const visits = facts.visits.map((visit) => visitRow(visit, words, write));
  const changes = facts.changes.map((change) => changeRow(change, words, write));
  const sections = [
    { heading: `${words.digest.visits} (${noon.zone})`, rows: visits },
    { heading: words.digest.changed, rows: changes },
  ].filter(({ rows }) => rows.length > 0);
  const rendered = renderEmail({
    ...frameOf(words, organization_name),
    title,
    preheader: intro,
    greeting: words.greeting(fullName(provider)),
    intro,
    when: null,
    action: null,
    sections,
    unsubscribe: { label: words.unsubscribe[unsubscribe.scope], url: unsubscribe.url },
  });
  const to = { name: fullName(provider), address };
  return {
    to,
    subject: title,
    language: words.language,
    ...rendered,
    calendar: null,
    unsubscribeUrl: unsubscribe.url,
  };
}

function visitRow(visit: DigestVisit, words: Words, write: Writer): Row {
  const { hour, minute } = write(visit.start_time);
  return { label: words.clock(hour, minute), value: describe(visit, words), href: null };
}

function changeRow(visit: DigestChange, words: Words, write: Writer): Row {
  const before = visit.start_time_before;
  const lines = [
    words.moment(write(visit.start_time)),
    before && words.digest.before(words.moment(write(before))),
    describe(visit, words),
  ];
  return { label: words.digest.changes[visit.change], value: lines.filter(Boolean).join('\n'), href: null };
}

function describe(
  { patient_name, facility_name, modality, appointment_number }: DigestVisit,
  words: Words,
): string {
  const how = modality === 'in_person' ? null : words.modalities[modality];
  return [patient_name, facility_name, how, appointment_number]
    .flatMap((part) => (part ? [oneLine(part)] : []))
    .join(' · ');
}
