import type { RelayedEvent } from '../events/event-relay.repository.js';

/** Columns of an appointment that its people are told. The clinic's own (notes, priority, payment, …) are not among them. */
const TOLD_COLUMNS = [
  'start_time',
  'end_time',
  'provider_id',
  'facility_id',
  'modality',
  'video_url',
  'reason',
  'patient_instruction',
] as const;

export type ToldField = (typeof TOLD_COLUMNS)[number] | 'topics';

/** What of an event lets one see what it changed. */
export type Changed = Pick<RelayedEvent, 'before' | 'after' | 'details'>;

/** What an event changed of all that people are told, in the API's words. */
export function toldChanges({ before, after, details }: Changed): ToldField[] {
  if (!before || !after) return [];
  const changed: ToldField[] = TOLD_COLUMNS.filter(
    (name) => (before[name] ?? null) !== (after[name] ?? null),
  );
  return haveTopicsChanged(details) ? [...changed, 'topics'] : changed;
}

function haveTopicsChanged({ topic_ids }: Changed['details']): boolean {
  const topics = topic_ids as { before: string[]; after: string[] } | undefined;
  return topics !== undefined && topics.before.join() !== topics.after.join();
}
