import type { AppointmentMessage, SkipReason, UserMessage } from './message.js';
import type { AppointmentFacts, UserFacts } from './message-facts.js';

/** As long as the link in it would have worked; nobody waits longer for the mail. */
const RESET_IS_EXPECTED_FOR_MS = 60 * 60 * 1_000;

/** A reason not to tell any more; null: none that this one knows. */
type Objection = (facts: AppointmentFacts, now: number) => SkipReason | null;

const calledOff: Objection = ({ status }) => (status === 'cancelled' ? 'cancelled' : null);
const onlyHeld: Objection = ({ status }) => (status === 'proposed' ? 'on_hold' : null);
const wasOnlyHeld: Objection = ({ status_before }) => (status_before === 'proposed' ? 'on_hold' : null);
const moved: Objection = ({ start_time, start_time_then }) =>
  start_time.getTime() === start_time_then.getTime() ? null : 'moved';
const movedAndTold: Objection = (facts, now) => (facts.hears_of_moves ? moved(facts, now) : null);
/** The one who gets it and the one who loses it hear of that. */
const givenAway: Objection = ({ is_readers }) => (is_readers ? null : 'moved');
const givenBack: Objection = ({ is_readers }) => (is_readers ? 'moved' : null);
const begun: Objection = ({ start_time }, now) => (start_time.getTime() <= now ? 'past' : null);
const over: Objection = ({ end_time }, now) => (end_time.getTime() <= now ? 'past' : null);
const notComingUp: Objection = ({ status }) => (status === 'scheduled' ? null : 'status_changed');
const notMissed: Objection = ({ status }) => (status === 'no_show' ? null : 'status_changed');
const saidLater: Objection = ({ is_superseded }) => (is_superseded ? 'superseded' : null);
const bookedSince: Objection = ({ is_booked_since }) => (is_booked_since ? 'booked_since' : null);

/**
 * What is asked again just before sending, the first objection wins: time has passed since the message was planned.
 *
 * - What was called off meanwhile, or has begun, is not announced any more.
 * - A time, or a provider, that was given up for another is not announced: the move has messages of its own. Who has
 *   switched those off, and has yet to hear of the booking, hears of it with the time that it has now.
 * - A cancellation is the last word on a visit and goes out even where the booking was not announced: people
 *   know of a visit from the app, the desk or the phone too, and one message too many costs less than a patient
 *   in front of a closed door. Only after the visit's end is it of no use to anybody.
 * - A hold was announced to nobody; of its end only hears the patient who has nothing else by now.
 */
const OBJECTIONS: Record<AppointmentMessage, readonly Objection[]> = {
  created: [calledOff, givenAway, movedAndTold, onlyHeld, begun],
  confirmed: [calledOff, givenAway, movedAndTold, onlyHeld, begun],
  updated: [calledOff, givenAway, moved, onlyHeld, begun, saidLater],
  rescheduled: [calledOff, givenAway, moved, onlyHeld, begun, saidLater],
  reminder: [calledOff, givenAway, moved, notComingUp, begun, saidLater],
  cancelled: [wasOnlyHeld, over],
  no_show: [notMissed],
  reassigned: [wasOnlyHeld, givenBack, begun],
  hold_expired: [bookedSince, begun],
};

/** @returns why not to send; null: send */
export function reasonAgainst(
  message: AppointmentMessage,
  facts: AppointmentFacts,
  now: number,
): SkipReason | null {
  for (const objection of OBJECTIONS[message]) {
    const reason = objection(facts, now);
    if (reason) return reason;
  }
  return null;
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
