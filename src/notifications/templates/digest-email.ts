import type { Email } from '../channels/email.channel.js';
import type { DigestFacts, DigestVisit } from '../message-facts.js';
import { fullName } from './appointment-email.js';
import { dateLocale, writeTime } from './dates.js';
import { renderEmail } from './layout.js';
import { wordsFor } from './words.js';

/** A provider's day in one email: today's visits, and what became of those of the coming days. */
export function digestEmail(facts: DigestFacts, address: string): Email {
  const { provider, organization_name, timezone } = facts;
  const words = wordsFor(provider.locale);
  const locale = dateLocale(provider.locale, words.language, words.dateLocale);
  const whenOf = ({ start_time }: DigestVisit) => writeTime(start_time, timezone, locale);
  const whatOf = ({ patient_name, facility_name }: DigestVisit) =>
    [patient_name, facility_name].filter(Boolean).join(', ');
  const title = words.digest.title(facts.date);
  const visits = facts.visits.map((visit) => ({ label: whenOf(visit).time, value: whatOf(visit) }));
  const changes = facts.changes.map((visit) => ({
    label: words.digest.changes[visit.change],
    value: `${whenOf(visit).date}, ${whenOf(visit).time}: ${whatOf(visit)}`,
  }));
  const rendered = renderEmail({
    language: words.language,
    direction: words.direction,
    title,
    greeting: words.greeting(fullName(provider)),
    intro: words.digest.intro(visits.length),
    details: [...visits, ...changes],
    action: null,
    outro: '',
    footer: words.footer(organization_name),
  });
  return { to: { name: fullName(provider), address }, subject: title, language: words.language, ...rendered };
}
