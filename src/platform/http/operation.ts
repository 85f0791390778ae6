import { applyDecorators, HttpCode, SetMetadata, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { ErrorCode } from '../../domain/errors.js';
import { UNLIMITED_KEY } from '../security/roles.js';
import { pageOf } from './views.js';

/** Metadata key of `neverStored`, for `IdempotencyService`. */
export const NEVER_STORED_KEY = 'kept:never-stored';
/** Metadata key of `location`, for `AnswerInterceptor`. */
export const LOCATION_KEY = 'kept:location';
export const REFUSES_EXTENSION = 'x-kept-refuses';

const LOCATION_HEADER = {
  Location: { description: 'Where it is found.', schema: { type: 'string' as const } },
};

const IF_MATCH_HEADER = ApiHeader({
  name: 'If-Match',
  required: false,
  description: 'The `ETag` that the change is based on; 412 when the resource has moved on.',
  schema: { type: 'string', example: '"3"' },
});

export interface OperationOptions {
  /** The SDK's name of it: unique, verb first. */
  id: string;
  summary: string;
  description?: string;
  /** 200 unless given; 204 goes without `answers`. */
  status?: 200 | 201 | 202 | 204;
  answers?: Type<object>;
  /** The answer is a page of `answers`. */
  page?: boolean;
  /** The answer is a plain list of `answers`, always whole. */
  list?: boolean;
  /** Headers of the answer that carry whole numbers, and what they say. */
  counts?: Readonly<Record<string, string>>;
  /** What it makes is found under this path, followed by its id: the `Location` of a 201. */
  location?: string;
  /** The answer holds secrets and is never kept for an Idempotency-Key. */
  neverStored?: boolean;
  /** The body may be left out as a whole. */
  optionalBody?: boolean;
  /** Codes it can refuse with, beyond those that follow from its role, body and path. */
  refuses?: readonly ErrorCode[];
  /** Honours `If-Match` against the resource's version. */
  versioned?: boolean;
  /** Signed in or not. */
  anyone?: boolean;
  /** Its requests are not counted: for supervisors and gateways, who have much to say and prove who they are. */
  unlimited?: boolean;
}

/** Documents one operation, and sets its status: the one line above a controller method. */
export function Operation(options: OperationOptions): MethodDecorator {
  const { id, summary, description, status = 200, refuses = [], anyone = false, location } = options;
  const { versioned = false } = options;
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ operationId: id, summary, description }),
    answerOf(options),
    // Read and removed by the OpenAPI document's builder, which knows the whole operation.
    ApiExtension(REFUSES_EXTENSION, {
      refuses: versioned ? [...refuses, 'stale_version'] : refuses,
      anyone,
      optionalBody: options.optionalBody ?? false,
      replayable: !options.neverStored,
      unlimited: options.unlimited ?? false,
    }),
    ...(anyone ? [] : [ApiBearerAuth()]),
    ...(versioned ? [IF_MATCH_HEADER] : []),
    ...(location ? [SetMetadata(LOCATION_KEY, location)] : []),
    ...(options.unlimited ? [SetMetadata(UNLIMITED_KEY, true)] : []),
    ...(options.neverStored ? [SetMetadata(NEVER_STORED_KEY, true)] : []),
  );
}

function answerOf({ summary, status = 200, answers, page, list, location, counts }: OperationOptions) {
  const type = answers && page ? pageOf(answers) : answers;
  const headers = { ...(location && LOCATION_HEADER), ...(counts && countHeaders(counts)) };
  return ApiResponse({
    status,
    description: summary,
    ...(type && { type, isArray: list }),
    ...(Object.keys(headers).length > 0 && { headers }),
  });
}

function countHeaders(counts: Readonly<Record<string, string>>) {
  const schema = { type: 'integer' as const, minimum: 0 };
  return Object.fromEntries(
    Object.entries(counts).map(([name, description]) => [name, { description, schema }]),
  );
}
