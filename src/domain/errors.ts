/**
 * The one catalogue of errors. A refusal is thrown as `DomainError(code)`; the HTTP filter turns the
 * code's kind into a status and the entry into an RFC 9457 problem. Codes are a contract: clients branch on them.
 */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'stale'
  | 'too_large'
  | 'unsupported_media_type'
  | 'unprocessable'
  | 'too_many'
  | 'unavailable'
  | 'internal';

interface CatalogueEntry {
  readonly kind: ErrorKind;
  /** What the problem is, the same for every occurrence (RFC 9457 `title`). */
  readonly title: string;
}

export const ERROR_CATALOGUE = {
  validation_failed: { kind: 'invalid', title: 'The request is not valid.' },
  malformed_request: { kind: 'invalid', title: 'The request could not be read.' },
  invalid_cursor: { kind: 'invalid', title: 'The cursor does not belong to this list.' },
  unauthenticated: { kind: 'unauthenticated', title: 'Sign in first.' },
  invalid_credentials: { kind: 'unauthenticated', title: 'Identifier or password is wrong.' },
  invalid_token: { kind: 'unauthenticated', title: 'The token is not valid or no longer valid.' },
  account_inactive: { kind: 'forbidden', title: 'This account is not active.' },
  forbidden: { kind: 'forbidden', title: 'Your role may not do this.' },
  not_found: { kind: 'not_found', title: 'There is nothing here for you.' },
  method_not_allowed: { kind: 'method_not_allowed', title: 'This method is not offered here.' },
  already_exists: { kind: 'conflict', title: 'There is one like this already.' },
  in_use: { kind: 'conflict', title: 'Something else still needs this.' },
  has_appointments: { kind: 'conflict', title: 'There are appointments to come: cancel those first.' },
  erased: { kind: 'conflict', title: 'This person was erased, and stays so.' },
  admin_limit_reached: { kind: 'conflict', title: 'The organization has all the active admins it may have.' },
  last_admin: { kind: 'conflict', title: 'The last active admin stays.' },
  illegal_transition: { kind: 'conflict', title: 'The appointment cannot go from this status to that one.' },
  too_late: { kind: 'conflict', title: 'The appointment has begun already.' },
  hold_expired: { kind: 'conflict', title: 'The hold has ended; the time is free for others.' },
  booking_conflict: { kind: 'conflict', title: 'The time is taken.' },
  provider_inactive: { kind: 'conflict', title: 'The provider is not active.' },
  provider_not_bookable: { kind: 'conflict', title: 'This kind of provider is not bookable.' },
  provider_unavailable: { kind: 'conflict', title: 'The provider takes no bookings now.' },
  patient_inactive: { kind: 'conflict', title: 'The patient is not active.' },
  facility_inactive: { kind: 'conflict', title: 'The facility is not active.' },
  facility_closed: { kind: 'conflict', title: 'The facility is closed then.' },
  facility_not_served: { kind: 'conflict', title: 'The provider does not work at this facility.' },
  topic_not_offered: { kind: 'conflict', title: 'The provider does not offer this topic.' },
  outside_working_hours: { kind: 'conflict', title: 'The time is outside the working hours.' },
  off_grid: { kind: 'conflict', title: 'Appointments start on the grid only.' },
  time_off: { kind: 'conflict', title: 'The provider is away then.' },
  too_soon: { kind: 'conflict', title: 'The time is too soon to book.' },
  too_far: { kind: 'conflict', title: 'The time is too far ahead to book.' },
  limit_reached: { kind: 'conflict', title: 'As many as may be are there already.' },
  not_resendable: { kind: 'conflict', title: 'Only what failed or was skipped is sent again.' },
  stale_version: { kind: 'stale', title: 'Somebody changed it in the meantime.' },
  payload_too_large: { kind: 'too_large', title: 'The request body is too large.' },
  unsupported_media_type: { kind: 'unsupported_media_type', title: 'Send JSON.' },
  idempotency_key_reused: {
    kind: 'unprocessable',
    title: 'The Idempotency-Key was used for another request.',
  },
  too_many_requests: { kind: 'too_many', title: 'Too many requests.' },
  too_many_attempts: { kind: 'too_many', title: 'Too many failed attempts.' },
  service_unavailable: { kind: 'unavailable', title: 'The service is not available for the moment.' },
  internal_error: { kind: 'internal', title: 'Something went wrong on our side.' },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
export const ERROR_CODES = Object.keys(ERROR_CATALOGUE) as ErrorCode[];

/** Sentences by field (or resource): `{ "provider": ["Provider already has an appointment in this window."] }`. */
export type FieldErrors = Record<string, string[]>;

export interface ErrorDetails {
  /** What happened this time; shown to the caller, so never an SQL text, a name or an id of somebody else. */
  detail?: string;
  errors?: FieldErrors;
  /** Seconds after which trying again makes sense (`Retry-After`). */
  retryAfterSeconds?: number;
}

/** A refusal with a stable code. The only error that features throw. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
  ) {
    super(details.detail ?? ERROR_CATALOGUE[code].title);
    this.name = 'DomainError';
  }

  get kind(): ErrorKind {
    return ERROR_CATALOGUE[this.code].kind;
  }
}

/** Of an id in a request that is nobody's, or another organization's. */
export const NO_SUCH_ID = 'There is none with this id.';

/** A request whose field is wrong: 400 `validation_failed` with the sentence on that field. */
export function invalidField(field: string, sentence: string): DomainError {
  return new DomainError('validation_failed', { errors: { [field]: [sentence] } });
}

/** The same refusal with its fields named as the request at hand names them; any other error as it is. */
export function withFieldNames(error: unknown, rename: (field: string) => string): unknown {
  if (!(error instanceof DomainError) || !error.details.errors) return error;
  const errors = Object.entries(error.details.errors).map(([field, said]) => [rename(field), said] as const);
  return new DomainError(error.code, { ...error.details, errors: Object.fromEntries(errors) });
}
