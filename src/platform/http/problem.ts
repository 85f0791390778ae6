import {
  DomainError,
  ERROR_CATALOGUE,
  ERROR_CODES,
  type ErrorCode,
  type ErrorKind,
  type FieldErrors,
} from '../../domain/errors.js';
import { ApiProperty } from '@nestjs/swagger';
import { TextField, WholeField, WordField } from './fields.js';

/** The one table from kinds of refusal to HTTP statuses. */
export const STATUS_OF_KIND: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  too_many: 429,
  internal: 500,
  unavailable: 503,
};

export function statusOf(code: ErrorCode): number {
  return STATUS_OF_KIND[ERROR_CATALOGUE[code].kind];
}

/** An RFC 9457 problem. */
export class Problem {
  @TextField({ description: 'URN of the code.', example: 'urn:kept:problem:booking_conflict' })
  type: string;

  @TextField({
    description: 'What the problem is; the same for every occurrence.',
    example: 'The time is taken.',
  })
  title: string;

  @WholeField({ min: 400, max: 599, example: 409 })
  status: number;

  @TextField({
    description: 'What happened this time.',
    example: 'The provider and the patient are taken then.',
  })
  detail: string;

  @WordField(ERROR_CODES, { description: 'Stable; branch on this.', example: 'booking_conflict' })
  code: ErrorCode;

  @ApiProperty({
    selfRequired: false,
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
    description: 'Sentences by field or resource.',
    example: { provider: ['Provider already has an appointment in this window.'] },
  })
  errors?: FieldErrors;

  @TextField({
    description: 'For the log and for support; yours, if you sent `X-Request-Id`.',
    example: '019a5b0e-7a53-7cc4-9f4e-3d1f0c2b9a10',
  })
  request_id: string;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The body for a refusal. */
export function toProblem(error: DomainError, requestId: string): Problem {
  const { title } = ERROR_CATALOGUE[error.code];
  return {
    type: `urn:kept:problem:${error.code}`,
    title,
    status: statusOf(error.code),
    detail: error.details.detail ?? title,
    code: error.code,
    ...(error.details.errors && { errors: error.details.errors }),
    request_id: requestId,
  };
}
