import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';
import { DomainError, type ErrorCode, invalidField, NO_SUCH_ID } from '../../domain/errors.js';

/** The part of a driver error that the product reads. */
export interface PgError {
  code: string;
  constraint?: string;
}

/** What PostgreSQL said, or null when the error did not come from it. */
export function pgErrorOf(error: unknown): PgError | null {
  const driver: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(driver instanceof Error) || !('code' in driver) || typeof driver.code !== 'string') return null;
  const constraint =
    'constraint' in driver && typeof driver.constraint === 'string' ? driver.constraint : undefined;
  return { code: driver.code, constraint };
}

export const EXCLUSION_VIOLATION = '23P01';
export const FOREIGN_KEY_VIOLATION = '23503';
const UNIQUE_VIOLATION = '23505';

/** A constraint said no, and nothing else is wrong: SQLSTATE class 23. */
export function isRefusedByConstraint(error: unknown): boolean {
  return pgErrorOf(error)?.code.startsWith('23') ?? false;
}

/** The table of a prepared statement was changed: "cached plan must not change result type". */
export function isOutdatedPlan(error: unknown): boolean {
  return pgErrorOf(error)?.code === '0A000';
}

/** Running the whole callback again may pass: serialization failure, deadlock, outdated plan. */
export function isRetryable(error: unknown): boolean {
  const code = pgErrorOf(error)?.code;
  return code === '40001' || code === '40P01' || isOutdatedPlan(error);
}

/** The one table from constraint names to codes. A name that is missing here is a 500, and a bug. */
const CONSTRAINTS: Record<string, { code: ErrorCode; field?: string; sentence?: string }> = {
  organization_admin_limit: { code: 'admin_limit_reached' },
  organization_last_admin: { code: 'last_admin' },
  organization_code_key: taken('code', 'Another organization has this code.'),
  user_account_admin_seat_unique: { code: 'admin_limit_reached' },
  user_account_email_unique: taken('email', 'This email is registered already.'),
  user_account_national_id_unique: taken('national_id', 'This national ID is registered already.'),
  user_account_phone_number_unique: taken('phone_number', 'This phone number is registered already.'),
  facility_code_unique: taken('code', 'Another facility has this code.'),
  topic_name_unique: taken('name', 'Another topic has this name.'),
  patient_uhid_unique: taken('uhid', 'Another patient has this UHID.'),
  patient_national_id_unique: taken('national_id', 'Another patient has this national ID.'),
  patient_erased_stays_so: { code: 'erased' },
  user_account_erased_stays_so: { code: 'erased' },
  appointment_of_nobody_erased: { code: 'patient_inactive' },
  working_hours_override_date_unique: taken(
    'date',
    'The provider has an override for this date and facility.',
  ),
};

function taken(field: string, sentence: string): { code: ErrorCode; field: string; sentence: string } {
  return { code: 'already_exists', field, sentence };
}

/** SQLSTATE classes and codes that mean: the database is not there for us right now. */
const AWAY = /^(08|53|57P0|58)|^(55P03|57014|25006|25P03)$|^(ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|EAI_AGAIN)/;
const AWAY_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/;
/** What `Retry-After` says when it is not known how long something takes. */
export const RETRY_AFTER_SECONDS = 2;

/** TypeORM has let go of a transaction's connection, which was lost between two statements. */
function isLost(error: unknown): boolean {
  return (
    error instanceof QueryRunnerProviderAlreadyReleasedError ||
    error instanceof QueryRunnerAlreadyReleasedError
  );
}

/** A constraint's or an outage's error as a refusal; null when it is neither, and so our mistake. */
export function toDomainError(error: unknown): DomainError | null {
  const pg = pgErrorOf(error);
  if (
    (pg && AWAY.test(pg.code)) ||
    (error instanceof Error && AWAY_MESSAGES.test(error.message)) ||
    isLost(error)
  )
    return new DomainError('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  if (!pg) return null;
  const known = pg.constraint === undefined ? undefined : CONSTRAINTS[pg.constraint];
  if (known)
    return new DomainError(
      known.code,
      known.field ? { errors: { [known.field]: [known.sentence ?? ''] } } : {},
    );
  if (isRetryable(error))
    return new DomainError('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  return null;
}

/** Whether the error is this constraint's. */
export function violates(error: unknown, code: string, constraint?: string): boolean {
  const pg = pgErrorOf(error);
  return pg?.code === code && (constraint === undefined || pg.constraint === constraint);
}

/** Whether a unique constraint refused. */
export function isDuplicate(error: unknown, constraint: string): boolean {
  return violates(error, UNIQUE_VIOLATION, constraint);
}

/** For ids in a body that turned out not to exist: 400 on the field. */
export function unknownReference(field: string): DomainError {
  return invalidField(field, NO_SUCH_ID);
}
