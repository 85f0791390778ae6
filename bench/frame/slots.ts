const FIRST_SLOT = Date.UTC(2027, 0, 1);
const SLOT_MS = 30 * 60_000;
/** Of one day; the last slot stays free, so that a visit ends on the day that it starts on. */
export const SLOTS_OF_DAY = 47;

/** The start of a lane's nth visit of half an hour. */
export function startOfSlot(n: number): Date {
  return new Date(FIRST_SLOT + Math.floor(n / SLOTS_OF_DAY) * 86_400_000 + (n % SLOTS_OF_DAY) * SLOT_MS);
}
