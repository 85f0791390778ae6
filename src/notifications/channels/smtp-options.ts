import type { SMTPPoolOptions } from 'nodemailer';
import { SENDERS } from '../limits.js';

const THIS_MACHINE = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * A pool of connections to the mail server; what the URL's query says goes before what is said here. TLS is used
 * wherever the server offers it, and its certificate is checked. A password leaves this machine by no other way:
 * who cuts the offer out of a connection gets an error, and not the password.
 */
export function smtpOptions(url: string): SMTPPoolOptions & { pool: true } {
  const { hostname, password } = new URL(url);
  return {
    url,
    pool: true,
    maxConnections: SENDERS,
    requireTLS: password !== '' && !THIS_MACHINE.test(hostname),
    connectionTimeout: 5_000,
    dnsTimeout: 5_000,
    greetingTimeout: 5_000,
    // Of an idle connection. Longer than our patience, which knows of time that this process stood still.
    socketTimeout: 60_000,
  };
}
