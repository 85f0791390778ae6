/**
 * The unique health ID: two letters of the country (ISO 3166-1), nine digits, one check letter.
 *
 * The check letter is that of Spain's national ID (DNI), as its Ministry of the Interior publishes it: the
 * number modulo 23 picks from a table of 23 letters. The country's letters count as two digits each (A is 10,
 * Z is 35), as in an IBAN. 23 is prime and divides neither a difference of two digits nor 9 times one,
 * so every single wrong digit and every swap of two neighbouring digits changes the letter.
 */
const CHECK_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const COUNTRY = /^[A-Z]{2}$/;
const UHID = /^([A-Z]{2}\d{9})([A-Z])$/;

/** How many numbers there are: 0 … 999,999,999. */
const NUMBERS = 1_000_000_000;

/** The UHID of `country` with `number` (0 … 999,999,999). */
export function formatUhid(country: string, number: number): string {
  if (!COUNTRY.test(country) || !isUhidNumber(number)) throw new RangeError('no UHID can be made of these');
  const body = country + String(number).padStart(9, '0');
  return body + checkLetterOf(body);
}

/** Whether the text is a UHID as it is stored: capitals, no spaces, the right check letter. */
export function isUhid(text: string): boolean {
  const [, body = '', letter] = UHID.exec(text) ?? [];
  return letter !== undefined && checkLetterOf(body) === letter;
}

/** The UHID that somebody wrote in any letter case, with spaces or dashes; null when it is none. */
export function readUhid(text: string): string | null {
  const compact = text.replace(/[\s-]/g, '').toUpperCase();
  return isUhid(compact) ? compact : null;
}

/** Odd and no multiple of 5, so coprime to a power of ten; far from 0 and from a simple fraction of it. */
const STRIDE = 618_033_989n;
const OFFSET = 271_828_183n;

/**
 * The number of the `count`-th UHID (0 … 999,999,999). A bijection: no two counts share a number, and
 * nobody meets their neighbour in the waiting room by adding one. It hides nothing from those who study it.
 */
export function scatterUhidNumber(count: number): number {
  if (!isUhidNumber(count)) throw new RangeError('the numbers of UHIDs are used up');
  return Number((BigInt(count) * STRIDE + OFFSET) % BigInt(NUMBERS));
}

function isUhidNumber(number: number): boolean {
  return Number.isInteger(number) && number >= 0 && number < NUMBERS;
}

function checkLetterOf(body: string): string {
  let remainder = 0;
  for (const character of body) {
    const value = parseInt(character, 36);
    remainder = (remainder * (value < 10 ? 10 : 100) + value) % CHECK_LETTERS.length;
  }
  return CHECK_LETTERS.charAt(remainder);
}
