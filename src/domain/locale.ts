/** The languages that messages are written in; the first one is the default. */
export const LOCALES = ['en', 'fr', 'sw', 'pt'] as const;
export type Locale = (typeof LOCALES)[number];
