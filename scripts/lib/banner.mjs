// @ts-check
import { bold, cyan, dim, say } from './terminal.mjs';

/**
 * What a new user needs to know.
 * @param {object} facts
 * @param {string} facts.address
 * @param {string | null} facts.inboxUrl null when mail really goes out
 * @param {string | null} facts.phonesUrl null when nobody shows the text messages
 * @param {string} facts.dataDir
 * @param {import('./first-booking.mjs').DemoAccount[]} facts.accounts empty when there is no demo clinic
 * @param {string | null} facts.bookingLine
 */
export function printBanner({ address, inboxUrl, phonesUrl, dataDir, accounts, bookingLine }) {
  say();
  say(bold('Kept is running.'));
  say();
  say(`  API    ${cyan(`${address}/api/v1`)}`);
  say(`  Docs   ${cyan(`${address}/docs`)}`);
  say(
    `  Mail   ${inboxUrl ? `${cyan(inboxUrl)} ${dim('(caught here, nothing leaves this machine)')}` : 'goes out by SMTP_URL'}`,
  );
  if (phonesUrl) say(`  Texts  ${cyan(phonesUrl)} ${dim('(likewise)')}`);
  say(`  Data   ${dataDir}`);
  if (accounts.length > 0) printAccounts(accounts);
  if (bookingLine) printBooking(bookingLine, inboxUrl);
  say();
  say(dim('Ctrl-C stops everything; the next start continues with the same data.'));
  say();
}

/** @param {import('./first-booking.mjs').DemoAccount[]} accounts */
function printAccounts(accounts) {
  const width = Math.max(...accounts.map(({ email }) => email.length));
  say();
  say('  Sign in as');
  for (const { role, email, password } of accounts) {
    say(`    ${role.padEnd(9)} ${email.padEnd(width)}  ${password}`);
  }
}

/** @param {string} line @param {string | null} inboxUrl */
function printBooking(line, inboxUrl) {
  say();
  say('  Book a first visit: paste this line');
  say();
  say(line);
  if (!inboxUrl) return;
  say();
  say(`  … and see the messages to patient and provider at ${cyan(inboxUrl)}`);
}
