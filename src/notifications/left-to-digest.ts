import { canWaitForDigest, type DigestHour, isInDigestOfItsDay } from '../domain/digests.js';
import type { RelayedEvent } from '../events/event-relay.repository.js';
import { parseDay } from '../domain/local-time.js';
import { type Contact, reasonNotToWrite } from './contact.js';
import { KIND_OF_MESSAGE, type Message } from './message.js';

/** When a provider's digests are made; `last_date`: of the last one, `YYYY-MM-DD`, null where there was none yet. */
export type DigestSchedule = DigestHour & { last_date: string | null };

/** Somebody who may have chosen a daily digest. */
export type DigestReader = Contact & { digest: DigestSchedule | null };

/**
 * Whether a provider is told in their digest and not at once. Not where the digest cannot reach them, nor
 * where it would come too late: nobody must learn tomorrow that today's visit is called off.
 */
export function isLeftToDigest(
  event: Pick<RelayedEvent, 'before' | 'after' | 'details'>,
  message: Message,
  reader: DigestReader,
  now: number,
): boolean {
  const { digest } = reader;
  if (!digest || KIND_OF_MESSAGE[message] === null || !getsDigest(reader)) return false;
  const starts = startsOf(event);
  if (starts.length === 0) return false;
  // A visit is listed in the digest of its day: who reads that needs no reminder.
  if (message === 'reminder') return starts.every((start) => isInDigestOfItsDay(digest, start));
  const lastDay = digest.last_date === null ? null : parseDay(digest.last_date);
  return canWaitForDigest(digest, lastDay, starts, now);
}

/** Whether somebody has chosen the digest, and it can be sent to them. */
export function getsDigest(reader: Contact): boolean {
  return (
    reader.notification_preferences.daily_digest === true &&
    reasonNotToWrite(reader, 'email', 'digest') === null
  );
}

/** The starts, in epoch milliseconds, that the visit had and has. */
function startsOf({ before, after, details }: Pick<RelayedEvent, 'before' | 'after' | 'details'>): number[] {
  return [before, after, details]
    .map((row) => row?.['start_time'])
    .filter((start) => typeof start === 'string')
    .map((start) => Date.parse(start));
}
