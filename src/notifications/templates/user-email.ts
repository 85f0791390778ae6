import type { Email } from '../channels/email.channel.js';
import type { UserMessage } from '../message.js';
import type { UserFacts } from '../message-facts.js';
import { fullName } from './appointment-email.js';
import { renderEmail } from './layout.js';
import { wordsFor } from './words.js';

/** The email about somebody's own account. @param url where its button leads */
export function userEmail(message: UserMessage, facts: UserFacts, address: string, url: string): Email {
  const words = wordsFor(facts.user.locale);
  const { subject, title, intro, action, outro } = words[message](facts.organization_name);
  const rendered = renderEmail({
    language: words.language,
    direction: words.direction,
    title,
    greeting: words.greeting(fullName(facts.user)),
    intro,
    details: [],
    action: { label: action, url },
    outro,
    footer: words.footer(facts.organization_name),
  });
  return { to: { name: fullName(facts.user), address }, subject, language: words.language, ...rendered };
}
