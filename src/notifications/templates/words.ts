import { en, type Words } from './en.js';

const LANGUAGES: Record<string, Words> = { en };

/** The words in the language that a locale (`en`, `en-KE`, `fr`) asks for; English where we do not speak it. */
export function wordsFor(locale: string): Words {
  const [language = ''] = locale.toLowerCase().split(/[-_]/);
  return LANGUAGES[language] ?? en;
}
