import { mkdir, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LOCALES } from '../../src/domain/locale.js';
import type { Email } from '../../src/notifications/channels/email.channel.js';
import { APPOINTMENT_MESSAGES, USER_MESSAGES } from '../../src/notifications/message.js';
import { appointmentEmail } from '../../src/notifications/templates/appointment-email.js';
import { appointmentSms } from '../../src/notifications/templates/appointment-sms.js';
import { digestEmail } from '../../src/notifications/templates/digest-email.js';
import { userEmail } from '../../src/notifications/templates/user-email.js';
import { digestFacts, MAIL_CONTEXT, userFacts, visitOf } from '../support/messages.js';

/** For people to look at: open its `index.html`. Made anew by each run, and not kept in git. */
const FOLDER = resolve('.examples');

interface Example {
  /** `reminder-patient-sw` */
  name: string;
  email: Email;
  sms: string | null;
  /** A date and time that the reader must find. */
  when: RegExp | null;
}

const WHEN = {
  en: /Thu 15 Jan 2026/,
  fr: /jeu\. 15 janv\. 2026/,
  sw: /Alhamisi 15 Jan 2026/,
  pt: /quinta 15\/01\/2026/,
};

const EXAMPLES: Example[] = LOCALES.flatMap((locale) => {
  const when = WHEN[locale];
  const visits = APPOINTMENT_MESSAGES.flatMap((message) =>
    (['patient', 'provider'] as const).map((reader): Example => {
      const visit = visitOf(message, reader, {}, locale);
      const email = appointmentEmail(visit, MAIL_CONTEXT);
      return { name: `${message}-${reader}-${locale}`, email, sms: appointmentSms(visit), when };
    }),
  );
  const request = visitOf('created', 'patient', { status: 'pending' }, locale);
  const users = USER_MESSAGES.map((message): Example => {
    const email = userEmail(
      message,
      userFacts(locale),
      'amina@example.org',
      'https://kept.example/reset-password?token=x',
    );
    return { name: `${message}-${locale}`, email, sms: null, when: null };
  });
  return [
    {
      name: `requested-patient-${locale}`,
      email: appointmentEmail(request, MAIL_CONTEXT),
      sms: appointmentSms(request),
      when,
    },
    ...visits,
    { name: `digest-${locale}`, email: digestEmail(digestFacts(locale), MAIL_CONTEXT), sms: null, when },
    ...users,
  ];
});

beforeAll(async () => {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  for (const { name, email, sms } of EXAMPLES) {
    await writeFile(resolve(FOLDER, `${name}.html`), email.html);
    await writeFile(resolve(FOLDER, `${name}.txt`), `Subject: ${email.subject}\n\n${email.text}`);
    if (email.calendar) await writeFile(resolve(FOLDER, `${name}.ics`), email.calendar.content);
    if (sms !== null) await writeFile(resolve(FOLDER, `${name}.sms.txt`), `${sms}\n`);
  }
  await writeFile(resolve(FOLDER, 'index.html'), indexOf(EXAMPLES));
});

describe.each(EXAMPLES)('$name', ({ email, sms, when }) => {
  const all = () => [email.subject, email.html, email.text, email.calendar?.content, sms].join('\n');

  it('is whole', () => {
    expect(all()).not.toMatch(/\{\{|\}\}|undefined|NaN|\[object|Invalid Date/);
    expect(email.subject).not.toMatch(/[\r\n]/);
    expect(brokenTag(email.html)).toBeNull();
    expect(email.html).toMatch(/<h1[^>]*>[^<]+<\/h1>/);
    expect(email.html).toContain(`<html lang="${email.language}" dir="ltr">`);
  });

  it('says its date in subject, HTML and text', () => {
    if (when) for (const part of [email.subject, email.html, email.text]) expect(part).toMatch(when);
    if (when && sms !== null) expect(sms).toMatch(when);
  });

  it('keeps the reason out of text messages and calendars', () => {
    expect([sms, email.calendar?.content].join()).not.toMatch(/ache|Checkup|Fatigue/);
  });
});

it('there is one of each', () => {
  expect(EXAMPLES).toHaveLength(
    LOCALES.length * (APPOINTMENT_MESSAGES.length * 2 + USER_MESSAGES.length + 2),
  );
});

const VOID = new Set(['meta', 'br', 'input', '!doctype']);

/** The first tag that is not closed, or closes another; null in a page whose tags match. */
function brokenTag(html: string): string | null {
  const open: string[] = [];
  for (const [tag, end, name = ''] of html
    .replace(/<style>[^<]*<\/style>/, '')
    .matchAll(/<(\/?)([!a-z0-9]+)[^<>]*>/gi)) {
    if (VOID.has(name.toLowerCase())) continue;
    if (end === '') open.push(name);
    else if (open.pop() !== name) return tag;
  }
  return open[0] ?? /<(?![!/a-z])|&(?!#?\w+;)/i.exec(html)?.[0] ?? null;
}

function indexOf(examples: readonly Example[]): string {
  const rows = examples.map(({ name, email, sms }) => {
    const files = ['html', 'txt', ...(email.calendar ? ['ics'] : [])];
    const links = files.map((kind) => `<a href="${name}.${kind}">${kind}</a>`).join(' ');
    return `<tr><th align="left">${name}</th><td>${links}</td><td>${escaped(email.subject)}<br><small>${escaped(sms ?? '')}</small></td></tr>`;
  });
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Every message</title>
<body style="font:15px/1.5 sans-serif"><h1>Every message</h1>
<table cellpadding="6">${rows.join('\n')}</table></body></html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
