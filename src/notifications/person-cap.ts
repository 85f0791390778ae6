import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type ClaimedNotification, DeliveryRepository } from './delivery.repository.js';
import type { Recipient } from './message.js';
import { pauseAfter } from './retry-policy.js';

/**
 * The most that one person gets through one channel in an hour, whatever goes wrong upstream. A provider hears
 * of every visit, also on the day that a month is opened for booking. Messages about one's own account are not
 * capped here: they are few, and limited where they are asked for, and who waits for a link cannot sign in.
 */
const PER_HOUR: Readonly<Record<Recipient, number>> = { patient: 20, provider: 100, user: Infinity };

/** What has found no room for so long is news no more. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1_000;

/** Counted from what was sent, so several senders at once may go over it by their number. */
@Injectable()
export class PersonCap {
  constructor(private readonly deliveries: DeliveryRepository) {}

  /** Null: this person may be written to now. Else how long the message waits; `skip`: it has waited too long. */
  async judge(
    manager: EntityManager,
    claimed: ClaimedNotification,
  ): Promise<'skip' | { waitMs: number } | null> {
    const cap = PER_HOUR[claimed.recipient];
    if (cap === Infinity) return null;
    const waitMs = await this.deliveries.msUntilRoom(manager, claimed, cap);
    if (waitMs === null) return null;
    return claimed.age_ms + waitMs > LONGEST_WAIT_MS ? 'skip' : { waitMs: waitMs + pauseAfter(1) };
  }
}
