/** What one segment of a text message holds: 160 characters of GSM 03.38, or 70 of UCS-2 as soon as one is not in it. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** These take two places. */
const EXTENDED = '^{}\\[~]|€';

/** Places in a message of one segment, and in each segment of a longer one, which has a header. */
const GSM7 = { single: 160, joined: 153 };
const UCS2 = { single: 70, joined: 67 };

/** What has no accent to take away, and reads the same in other letters. */
const SISTERS: Record<string, string> = {
  '–': '-',
  '—': '-',
  '‐': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '…': '...',
  '\u00a0': ' ',
  '\u202f': ' ',
  œ: 'oe',
  Œ: 'OE',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
};

/**
 * The text with what GSM-7 does not have as its plain sisters: one curly quote or `ê` would make the whole message
 * cost more than double. Letters are changed only where that saves it; a name in Arabic stays as it is, and so do
 * the accents beside it.
 */
export function toGsm7(text: string): string {
  const folded = Array.from(text, foldCharacter).join('');
  if (gsm7Length(folded) !== null) return folded;
  return Array.from(text, (character) => (isLetter(character) ? character : foldCharacter(character))).join(
    '',
  );
}

function foldCharacter(character: string): string {
  if (BASIC.includes(character) || EXTENDED.includes(character)) return character;
  return SISTERS[character] ?? character.normalize('NFD').replace(/\p{M}/gu, '');
}

function isLetter(character: string): boolean {
  return /[\p{L}\p{M}]/u.test(character);
}

/** How many places the text takes in GSM-7; null when it has a character that is not in it. */
export function gsm7Length(text: string): number | null {
  let length = 0;
  for (const character of text) {
    if (BASIC.includes(character)) length += 1;
    else if (EXTENDED.includes(character)) length += 2;
    else return null;
  }
  return length;
}

/** How many segments the text is sent, and paid, as. */
export function segmentsOf(text: string): number {
  const gsm7 = gsm7Length(text);
  const [length, { single, joined }] = gsm7 === null ? [text.length, UCS2] : [gsm7, GSM7];
  return length <= single ? 1 : Math.ceil(length / joined);
}
