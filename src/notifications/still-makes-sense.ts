import type { AppointmentMessage, SkipReason, UserMessage } from './message.js';
import type { AppointmentFacts, UserFacts } from './message-facts.js';

/** As long as the link in it would have worked; nobody waits longer for the mail. */
const RESET_IS_EXPECTED_FOR_MS = 60 * 60 * 1_000;

/**
 * Asked again just before sending: time has passed since the message was planned.
 *
 * - A booking that was called off meanwhile, or whose visit has begun, is not announced any more.
 * - A time that was given up for another one is not announced: the move has a message of its own.
 * - A cancellation is the last word on a visit and goes out even where the booking was not announced:
 *   people know of a visit from the app, the desk or the phone too, and one message too many costs less
 *   than a patient in front of a closed door. Only after the visit's end is it of no use to anybody.
 * - A hold was announced to nobody, and neither is its end.
 *
 * @returns why not to send; null: send
 */
export function reasonAgainst(
  message: AppointmentMessage,
  facts: AppointmentFacts,
  now: number,
): SkipReason | null {
  if (message === 'cancelled') {
    if (facts.status_before === 'proposed') return 'on_hold';
    return facts.end_time.getTime() <= now ? 'past' : null;
  }
  if (facts.status === 'cancelled') return 'cancelled';
  if (facts.start_time.getTime() !== facts.start_time_then.getTime()) return 'moved';
  if (facts.status === 'proposed') return 'on_hold';
  return facts.start_time.getTime() <= now ? 'past' : null;
}

/** The same for messages about an account. */
export function reasonAgainstUserMessage(
  message: UserMessage,
  facts: UserFacts,
  now: number,
): SkipReason | null {
  if (!facts.is_active) return 'account_inactive';
  const isLate = now - facts.occurred_at.getTime() > RESET_IS_EXPECTED_FOR_MS;
  return message === 'password_reset' && isLate ? 'expired' : null;
}
