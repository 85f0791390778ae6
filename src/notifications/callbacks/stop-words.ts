/** What a phone can ask for by answering. */
export type Wish = 'stop' | 'start';

/**
 * Words that end text messages, in the languages that we write and as the networks know them. Written as
 * {@link wishOf} compares them: capitals, without accents.
 */
const STOP = [
  ...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'],
  ...['ARRET', 'ARRETER', 'PARAR', 'SAIR', 'ACHA', 'SITISHA'],
];

/** Words that let them come again. Not YES: that is said to many a question. */
const START = ['START', 'UNSTOP', 'SUBSCRIBE', 'OPTIN', 'REPRENDRE', 'RETOMAR', 'ANZA'];

/** The wish, where the whole answer is one of the words, however it is written; null for anything else that people say. */
export function wishOf(text: string): Wish | null {
  const word = text
    .slice(0, 200)
    .normalize('NFD')
    .replace(/[^\p{L}]/gu, '')
    .toUpperCase();
  if (STOP.includes(word)) return 'stop';
  return START.includes(word) ? 'start' : null;
}
