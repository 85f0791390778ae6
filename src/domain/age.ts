const DAY = 86_400_000;

/** The UTC date of an instant in epoch milliseconds, `YYYY-MM-DD`. */
export function utcDate(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** Whether a date `YYYY-MM-DD` is later than today anywhere on earth: where it is today, children are born today. */
export function isAheadEverywhere(date: string, now: number): boolean {
  return date > utcDate(now + DAY);
}

/**
 * Whole years lived on `today`; both are dates `YYYY-MM-DD`. Whoever was born on 29 February has their
 * birthday on 1 March in the years between.
 */
export function wholeYears(dateOfBirth: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  const hadBirthday = today.slice(5) >= dateOfBirth.slice(5);
  return Math.max(0, hadBirthday ? years : years - 1);
}
