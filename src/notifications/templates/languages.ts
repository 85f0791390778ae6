import { type Locale, LOCALES } from '../../domain/locale.js';
import { en } from './en.js';
import { fr } from './fr.js';
import { pt } from './pt.js';
import { sw } from './sw.js';
import type { Words } from './words.js';

/** One for each locale that a person can have: a language that nobody wrote does not compile. */
const LANGUAGES: Record<Locale, Words> = { en, fr, sw, pt };

/** The words in the language that a locale (`en`, `en-KE`, `fr`) asks for; English where we do not speak it. */
export function wordsFor(locale: string): Words {
  const [language = ''] = locale.toLowerCase().split(/[-_]/);
  return LANGUAGES[LOCALES.find((known) => known === language) ?? 'en'];
}
