/** A visit's date and time as people read it, in one zone, in the language of the words around it. */
export interface WrittenTime {
  /** `Thu 15 Jan 2026` */
  date: string;
  /** `13:00` */
  time: string;
  /** IANA name. */
  zone: string;
}

type Field = Intl.DateTimeFormatOptions;

export function writeTime(instant: Date, zone: string, locale: string): WrittenTime {
  const write = (field: Field) =>
    // Some locales put a narrow no-break space in, which text messages cannot carry.
    new Intl.DateTimeFormat(locale, { ...field, timeZone: zone })
      .format(instant)
      .replace(/[\u00a0\u202f]/g, ' ');
  return {
    date: `${write({ weekday: 'short' })} ${write({ day: 'numeric', month: 'short', year: 'numeric' })}`,
    time: write({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    zone,
  };
}

/** `Thu 15 Jan 2026, 13:00 (Africa/Nairobi)`: never a time without its zone. */
export function inFull({ date, time, zone }: WrittenTime): string {
  return `${date}, ${time} (${zone})`;
}

/** The person's own variety of the words' language (`en-US`), or the language's own where they read another one. */
export function dateLocale(personLocale: string, language: string, fallback: string): string {
  const tag = personLocale.replace('_', '-');
  if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})+$/.test(tag)) return fallback;
  return tag.toLowerCase().startsWith(`${language}-`)
    ? (Intl.DateTimeFormat.supportedLocalesOf(tag)[0] ?? fallback)
    : fallback;
}
