/**
 * Instants on the wire (ISO 8601 with an offset in, UTC with `Z` out) and inside (epoch milliseconds).
 */
const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MINUTE = 60_000;
/** Years outside are typing mistakes, and outside what every client and database agrees on. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2200;

/**
 * Epoch milliseconds of an ISO 8601 time with an offset; null when it is anything else: a local time
 * without an offset, a week or ordinal date, a day that the month does not have, 24:00, a leap second.
 */
export function parseInstant(text: string): number | null {
  const match = INSTANT.exec(text);
  if (!match) return null;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second = '0',
    fraction = '',
    sign,
    offsetHour = '0',
    offsetMinute = '0',
  ] = match;
  if (!isCalendarDate(Number(year), Number(month), Number(day))) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  if (Number(offsetHour) > 15 || Number(offsetMinute) > 59) return null;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    milliseconds,
  );
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * MINUTE;
  return sign === '-' ? local + offset : local - offset;
}

/** Whether the text is a real day written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  const match = DATE.exec(text);
  return match !== null && isCalendarDate(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** `2026-01-15T10:00:00Z`; milliseconds only where they are not zero. */
export function formatInstant(instant: number | Date): string {
  const text = (typeof instant === 'number' ? new Date(instant) : instant).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text;
}

function isCalendarDate(year: number, month: number, day: number): boolean {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/**
 * Epoch milliseconds of a text that was checked already.
 * @throws RangeError when it was not
 */
export function instantOf(text: string): number {
  const instant = parseInstant(text);
  if (instant === null) throw new RangeError('not an instant with an offset');
  return instant;
}
