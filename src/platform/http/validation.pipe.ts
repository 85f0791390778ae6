import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { DomainError, type FieldErrors } from '../../domain/errors.js';

const UNKNOWN_FIELD = 'whitelistValidation';

/** Bodies and queries are checked against their DTO; what it does not name is refused, not dropped. */
export function makeValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    exceptionFactory: (problems) => new DomainError('validation_failed', { errors: flatten(problems) }),
  });
}

/** `topics.0.name` → its sentences. */
function flatten(problems: readonly ValidationError[], prefix = '', into: FieldErrors = {}): FieldErrors {
  for (const problem of problems) {
    const path = prefix === '' ? problem.property : `${prefix}.${problem.property}`;
    const sentences = Object.entries(problem.constraints ?? {}).map(([name, text]) =>
      name === UNKNOWN_FIELD ? 'There is no such field.' : text,
    );
    if (sentences.length > 0) into[path] = sentences;
    flatten(problem.children ?? [], path, into);
  }
  return into;
}
