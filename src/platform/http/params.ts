import { createParamDecorator, type ExecutionContext, Param } from '@nestjs/common';
import { DomainError } from '../../domain/errors.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What cannot be an id is the id of nothing: the answer is the same 404. */
class IdPipe {
  transform(value: string): string {
    if (!UUID.test(value)) throw new DomainError('not_found');
    return value.toLowerCase();
  }
}

/** The id in the path. */
export const Id = (name = 'id'): ParameterDecorator => Param(name, new IdPipe());

/** The version that `If-Match` names; undefined when the caller does not care. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const header = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>().headers[
    'if-match'
  ];
  if (header === undefined || header.trim() === '*') return undefined;
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header.trim())?.[1];
  // A tag that we never gave cannot be current.
  return version === undefined ? -1 : Number(version);
});

/** Refuses when the caller saw another version than the current one. */
export function assertVersion(current: number, expected: number | undefined): void {
  if (expected !== undefined && current !== expected) throw new DomainError('stale_version');
}
