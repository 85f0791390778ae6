import { DomainError } from '../../domain/errors.js';
import { FOREIGN_KEY_VIOLATION, violates } from './pg-errors.js';

/**
 * Tries to remove a row for good. Where anything still refers to it — a foreign key says so, or `remove`
 * throws `in_use` — it is deactivated instead. Each is a transaction of its own.
 */
export async function removeOrDeactivate(
  remove: () => Promise<void>,
  deactivate: () => Promise<unknown>,
): Promise<void> {
  try {
    await remove();
  } catch (error) {
    const isInUse = error instanceof DomainError && error.code === 'in_use';
    if (!isInUse && !violates(error, FOREIGN_KEY_VIOLATION)) throw error;
    await deactivate();
  }
}
