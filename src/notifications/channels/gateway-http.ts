import { withPatience } from './patience.js';
import { SendFailure } from './send-failure.js';

/** What a gateway said, in whatever way it said it. */
export interface GatewayAnswer {
  status: number;
  headers: Headers;
  /** Null where the body is no JSON. */
  body: unknown;
}

/**
 * Sends one form to a gateway. Encoded as UTF-8, so that a plus sign and letters of any script arrive as they are.
 * @param gateway its name, for people
 * @throws SendFailure `unreachable`: no answer came; whether the gateway took the message is then unknown
 */
export async function postForm(
  gateway: string,
  url: string,
  form: Record<string, string>,
  options: { headers: Record<string, string>; patienceMs: number },
): Promise<GatewayAnswer> {
  try {
    return await withPatience(options.patienceMs, async (signal) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { Accept: 'application/json', ...options.headers },
        body: new URLSearchParams(form),
        // The form and the password are for this address alone.
        redirect: 'manual',
        signal,
      });
      return { status: response.status, headers: response.headers, body: parse(await response.text()) };
    });
  } catch (error) {
    throw new SendFailure(`${gateway} could not be reached (${reasonOf(error)}).`, 'unreachable');
  }
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3); undefined where there is none to be understood. */
export function retryAfterOf(headers: Headers, now = Date.now()): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,6}$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** The refusal where a status of HTTP alone tells what it means; null where the gateway's own code must. */
export function failureOfStatus(gateway: string, { status, headers }: GatewayAnswer): SendFailure | null {
  if (status === 429)
    return new SendFailure(`${gateway} takes fewer at a time (429).`, 'throttled', retryAfterOf(headers));
  if (status === 401 || status === 403)
    return new SendFailure(`${gateway} does not let us in (${status}).`, 'unreachable');
  // What stands before the gateway says that it is away; a 500 may be about this message alone.
  if ([502, 503, 504].includes(status))
    return new SendFailure(`${gateway} is away (${status}).`, 'unreachable', retryAfterOf(headers));
  if (status >= 500) return new SendFailure(`${gateway} had a fault of its own (${status}).`, 'passing');
  return null;
}

/** An answer that is none of the gateway's: something else stands at its address. */
export function notUnderstood(gateway: string, { status }: GatewayAnswer): SendFailure {
  return new SendFailure(`The answer was not one of ${gateway} (${status}).`, 'unreachable');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  return isObject(cause) && typeof cause['code'] === 'string' ? cause['code'] : 'no answer';
}
