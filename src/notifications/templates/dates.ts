import { dayOf } from '../../domain/local-time.js';

/** A moment as people read it, in one zone, in the language of the words around it. */
export interface WrittenTime {
  /** `Thu 15 Jan 2026` */
  date: string;
  hour: number;
  minute: number;
  /** `Nairobi, UTC+3` */
  zone: string;
}

const MINUTE_MS = 60_000;
/** So near that people count hours, even with midnight in between. */
const COUNTED_IN_HOURS = 6;

/** @param zone IANA name @param locale BCP 47 */
export function writeTime(instant: Date, zone: string, locale: string): WrittenTime {
  const write = (field: Intl.DateTimeFormatOptions) =>
    // Some locales put a narrow no-break space in, which text messages cannot carry.
    new Intl.DateTimeFormat(locale, { ...field, timeZone: zone })
      .format(instant)
      .replace(/[\u00a0\u202f]/g, ' ');
  const weekday = write({ weekday: 'short' });
  const date = write({ day: 'numeric', month: 'short', year: 'numeric' });
  return { date: `${weekday} ${date}`, ...clockTime(instant, zone), zone: writeZone(instant, zone) };
}

function clockTime(instant: Date, timeZone: string): { hour: number; minute: number } {
  const field = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const [hour = 0, minute = 0] = new Intl.DateTimeFormat('en-GB', { ...field, timeZone })
    .format(instant)
    .split(':')
    .map(Number);
  return { hour, minute };
}

/** The city that the zone is named after, and its offset then: short, and nobody takes it for another one. */
export function writeZone(instant: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(
    instant,
  );
  const offset = parts.find(({ type }) => type === 'timeZoneName')?.value.replace('GMT', 'UTC') ?? '';
  const isPlace = timeZone.includes('/') && !timeZone.startsWith('Etc/');
  if (isPlace) return `${timeZone.split('/').at(-1)?.replaceAll('_', ' ')}, ${offset}`;
  return offset === 'UTC+0' ? 'UTC' : offset;
}

/** How long it is until then, in the unit that people would say it in. */
export type TimeLeft = { unit: 'minutes' | 'hours' | 'days'; count: number } | { unit: 'tomorrow' };

/** @param now epoch milliseconds @param zone IANA name: tomorrow begins at its midnight */
export function timeLeft(now: number, then: number, zone: string): TimeLeft {
  const minutes = Math.max(1, Math.round((then - now) / MINUTE_MS));
  if (minutes < 60) return { unit: 'minutes', count: minutes };
  const hours = Math.round(minutes / 60);
  const days = dayOf(zone, then) - dayOf(zone, now);
  if (hours <= COUNTED_IN_HOURS || days === 0) return { unit: 'hours', count: hours };
  return days === 1 ? { unit: 'tomorrow' } : { unit: 'days', count: days };
}

/** The person's own variety of the words' language (`en-US`), or the language's own where they read another one. */
export function dateLocale(personLocale: string, language: string, fallback: string): string {
  const tag = personLocale.replace('_', '-');
  if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})+$/.test(tag)) return fallback;
  return tag.toLowerCase().startsWith(`${language}-`)
    ? (Intl.DateTimeFormat.supportedLocalesOf(tag)[0] ?? fallback)
    : fallback;
}
