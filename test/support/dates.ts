const DAY_MS = 86_400_000;

/** `YYYY-MM-DD` of a day, `days` after the Monday that is four to five weeks ahead: near enough to be booked. */
export function dayAhead(days = 0): string {
  const today = Math.floor(Date.now() / DAY_MS);
  // Day 0 of the epoch was a Thursday.
  const monday = today + 28 + ((7 - ((today + 3) % 7)) % 7);
  return new Date((monday + days) * DAY_MS).toISOString().slice(0, 10);
}

/** A clock time (UTC) on that Monday, or another day. */
export function at(clock: string, day = dayAhead()): string {
  return `${day}T${clock}:00Z`;
}
