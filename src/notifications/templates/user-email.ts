import type { Email } from '../channels/email.channel.js';
import type { UserMessage } from '../message.js';
import type { UserFacts } from '../message-facts.js';
import { frameOf } from './appointment-email.js';
import { renderEmail } from './layout.js';
import { fullName } from './visit.js';
import { wordsFor } from './languages.js';

/**
 * The email about somebody's own account. Nobody unsubscribes from those: they come because somebody asked.
 * @param url where its button leads
 */
export function userEmail(message: UserMessage, facts: UserFacts, address: string, url: string): Email {
  const words = wordsFor(facts.user.locale);
  const { title, intro, action, outro } = words.account[message](facts.organization_name);
  const rendered = renderEmail({
    ...frameOf(words, facts.organization_name),
    title,
    preheader: intro,
    greeting: words.greeting(fullName(facts.user)),
    intro,
    when: null,
    action: { label: action, url },
    sections: [],
    outro,
    unsubscribe: null,
  });
  return {
    to: { name: fullName(facts.user), address },
    subject: `${title} – ${facts.organization_name}`,
    language: words.language,
    ...rendered,
    calendar: null,
    unsubscribeUrl: null,
  };
}
