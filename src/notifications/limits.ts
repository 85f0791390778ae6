/** How many messages a worker sends at once. */
export const SENDERS = 5;

/** After this an attempt has failed. Well within the claim, so that nobody else has begun by then. */
export const SEND_PATIENCE_MS = 40_000;

/** What nobody began to send this long after the claim is left to a later attempt: the claim may run out meanwhile. */
export const CLAIM_IS_FRESH_MS = 15_000;
