/** How many messages a worker sends at once. */
export const SENDERS = 5;

/** After this an attempt has failed. Well within the claim, so that nobody else has begun by then. */
export const SEND_PATIENCE_MS = 40_000;

/** The same for one request to an SMS gateway: they answer in a second or two. */
export const SMS_PATIENCE_MS = 15_000;

/** What nobody began to send this long after the claim is left to a later attempt: the claim may run out meanwhile. */
export const CLAIM_IS_FRESH_MS = 15_000;
