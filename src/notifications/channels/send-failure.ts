/**
 * What an attempt's failure says about the next one:
 * - `permanent`: none of use; the address is wrong, the content refused, the person not to be written to.
 * - `passing`: this message may do better later.
 * - `throttled`: the carrier takes fewer at a time than we hand over; others wait, too.
 * - `unreachable`: the carrier takes nothing from us at all: no answer, or it does not know our password.
 */
export type FailureKind = 'permanent' | 'passing' | 'throttled' | 'unreachable';

/** Why a message could not be handed over. `message` is kept and shown, so it never holds a person's data. */
export class SendFailure extends Error {
  constructor(
    message: string,
    readonly kind: FailureKind,
    /** How long the carrier asks us to wait, where it says so. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'SendFailure';
  }
}
