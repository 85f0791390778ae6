import { SendFailure } from './send-failure.js';

/** The parts of nodemailer's errors that tell what went wrong. */
interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
}

/** Where a 5xx is said of this message, and not of our sign-in, our address or the whole server. */
const ABOUT_THE_MESSAGE = ['RCPT TO', 'DATA'];

/**
 * What became of an attempt, in words that can be kept: the server's codes, but never its sentences,
 * which like to repeat the address.
 */
export function toSendFailure(error: unknown): SendFailure {
  const { code, command, responseCode, response } = (error ?? {}) as SmtpError;
  if (responseCode === undefined && code === 'EENVELOPE')
    return new SendFailure('The address is not one that mail can be sent to.', true);
  if (responseCode === undefined)
    return new SendFailure(`The mail server could not be reached (${code ?? 'no answer'}).`, false);
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  const codes = [String(responseCode), enhanced].filter(Boolean).join(' ');
  const permanent = responseCode >= 500 && ABOUT_THE_MESSAGE.includes(command ?? '');
  const what = permanent ? 'The mail server refused the message' : 'The mail server did not take the message';
  return new SendFailure(`${what} (${codes}).`, permanent);
}
