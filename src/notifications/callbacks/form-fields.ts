import { DomainError } from '../../domain/errors.js';

/** The body as a form: texts by name. @throws malformed_request */
export function formOf(body: unknown): Record<string, string> {
  if (isForm(body)) return body;
  throw new DomainError('malformed_request', { detail: 'Send a form: texts by name.' });
}

function isForm(body: unknown): body is Record<string, string> {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject && Object.values(body).every((value) => typeof value === 'string');
}

/** Gateways add fields without notice: none is refused. */
export const FORM_SCHEMA = { type: 'object', additionalProperties: { type: 'string' } } as const;
