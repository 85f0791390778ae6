import { DomainError, type FieldErrors } from '../../domain/errors.js';
import { given } from '../found.js';

/** Refuses a change of one's own profile that touches more than `own`, the fields that are one's to change. */
export function assertOnlyOwnFields<T extends object>(input: T, own: readonly (keyof T & string)[]): void {
  const foreign = Object.keys(given(input)).filter((field) => !(own as readonly string[]).includes(field));
  if (foreign.length === 0) return;
  const errors: FieldErrors = Object.fromEntries(
    foreign.map((field) => [field, ['Only the clinic changes this.']]),
  );
  throw new DomainError('forbidden', { errors });
}
