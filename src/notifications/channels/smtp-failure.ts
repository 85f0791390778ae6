import { type FailureKind, SendFailure } from './send-failure.js';

/** The parts of nodemailer's errors that tell what went wrong. */
interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
}

/** Where a refusal is said of this message, and not of our sign-in, our address or the whole server. */
const ABOUT_THE_MESSAGE = ['RCPT TO', 'DATA'];
/** Said at any step by a server that closes the connection: RFC 5321, 4.2.2. */
const SERVICE_NOT_AVAILABLE = 421;

/**
 * What became of an attempt, in words that can be kept: the server's codes, but never its sentences,
 * which like to repeat the address.
 */
export function toSendFailure(error: unknown): SendFailure {
  const { code, command, responseCode, response } = (error ?? {}) as SmtpError;
  if (responseCode === undefined && code === 'EENVELOPE')
    return new SendFailure('The address is not one that mail can be sent to.', 'permanent');
  if (responseCode === undefined)
    return new SendFailure(`The mail server could not be reached (${code ?? 'no answer'}).`, 'unreachable');
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  const codes = [String(responseCode), enhanced].filter(Boolean).join(' ');
  const kind = kindOf(responseCode, command ?? '');
  const what =
    kind === 'permanent' ? 'The mail server refused the message' : 'The mail server did not take the message';
  return new SendFailure(`${what} (${codes}).`, kind);
}

function kindOf(responseCode: number, command: string): FailureKind {
  if (responseCode === SERVICE_NOT_AVAILABLE || !ABOUT_THE_MESSAGE.includes(command)) return 'unreachable';
  return responseCode >= 500 ? 'permanent' : 'passing';
}
