import { DomainError } from '../domain/errors.js';
import { pgErrorOf, toDomainError } from '../platform/database/pg-errors.js';

const UNDEFINED_TABLE = '42P01';

/** One line on the terminal. */
export function tell(line: string): void {
  process.stdout.write(`kept: ${line}\n`);
}

/** Runs a command. What goes wrong is said in plain lines, and ends the process with 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    for (const line of describeFailure(error)) process.stderr.write(`kept: ${line}\n`);
    process.exitCode = 1;
  }
}

/** What went wrong, for the person at the terminal. */
export function describeFailure(error: unknown): string[] {
  const pg = pgErrorOf(error);
  if (pg?.code === UNDEFINED_TABLE) return ['the database has no schema yet: run npm run migrate first'];
  const refusal = error instanceof DomainError ? error : toDomainError(error);
  if (refusal?.code === 'service_unavailable')
    return [`PostgreSQL does not answer (${pg?.code ?? 'no connection'})`];
  if (!refusal) return [error instanceof Error ? error.message : String(error)];
  const errors = Object.entries(refusal.details.errors ?? {});
  if (errors.length === 0) return [refusal.message];
  return errors.map(([field, sentences]) => `${field}: ${sentences.join(' ')}`);
}
