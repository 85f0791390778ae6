import { DomainError } from '../domain/errors.js';

/** What is not there, or not yours, is the same 404. */
export function found<T>(row: T | null | undefined): T {
  if (row === null || row === undefined) throw new DomainError('not_found');
  return row;
}

/** The fields that were given: leaves out what is undefined, keeps null (cleared). */
export function given<T extends object>(input: T): Partial<T> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Partial<T>;
}
