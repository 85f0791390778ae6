import { type ArgumentMetadata, ValidationPipe, type ValidationError } from '@nestjs/common';
import { DomainError, type FieldErrors } from '../../domain/errors.js';

const UNKNOWN_FIELD = 'whitelistValidation';

/** Bodies and queries are checked against their DTO; what it does not name is refused, not dropped. */
export function makeValidationPipe(): ValidationPipe {
  return new BodyOrNothingPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    exceptionFactory: (problems) => new DomainError('validation_failed', { errors: flatten(problems) }),
  });
}

/** No body at all is an empty one: what is required is then said field by field. */
class BodyOrNothingPipe extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    return super.transform(metadata.type === 'body' ? (value ?? {}) : value, metadata);
  }
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
