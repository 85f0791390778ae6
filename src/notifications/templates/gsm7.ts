/** What one segment of a text message holds: 160 characters of GSM 03.38, or 70 of UCS-2 as soon as one is not in it. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** These take two places. */
const EXTENDED = '^{}\\[~]|€';
const SEGMENT_GSM7 = 160;
const SEGMENT_UCS2 = 70;

const MARKS: Record<string, string> = {
  '–': '-',
  '—': '-',
  '‐': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '\u00a0': ' ',
  '\u202f': ' ',
};

/** Typographic marks as their plain sisters: one curly quote would make the whole message dearer. Letters stay. */
export function toPlainMarks(text: string): string {
  return text.replace(/[–—‐‘’“”…\u00a0\u202f]/g, (mark) => MARKS[mark] ?? mark);
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

export function fitsOneSegment(text: string): boolean {
  const length = gsm7Length(text);
  return length === null ? text.length <= SEGMENT_UCS2 : length <= SEGMENT_GSM7;
}
