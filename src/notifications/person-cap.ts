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
const LONGEST_WAIT_HOURS = 24;
/** So many full hours of a day say that it was this cap that held a message up, and not a gateway that was down. */
const FULL_HOURS = 12;
const HOUR_MS = 60 * 60 * 1_000;

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
    const waitMs = await this.deliveries.msUntilRoom(manager, claimed, cap, 1);
    if (waitMs === null) return null;
    const isOld = claimed.age_ms + waitMs > LONGEST_WAIT_HOURS * HOUR_MS;
    if (isOld && (await this.wasFullAllDay(manager, claimed, cap))) return 'skip';
    return { waitMs: waitMs + pauseAfter(1) };
  }

  private async wasFullAllDay(
    manager: EntityManager,
    claimed: ClaimedNotification,
    cap: number,
  ): Promise<boolean> {
    const most = FULL_HOURS * cap;
    return (await this.deliveries.msUntilRoom(manager, claimed, most, LONGEST_WAIT_HOURS)) !== null;
  }
}
