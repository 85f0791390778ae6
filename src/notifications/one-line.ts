/** C0 and C1 controls and the Unicode line breaks: what starts a new header, or hides text. */
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;
/** Marks that turn the direction of what follows, and so make a text read as another one. */
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name or title as one line, wherever a line break would mean something: headers, subjects, text messages. */
export function oneLine(text: string): string {
  return text.replace(DIRECTION, '').replace(BREAKS, ' ').replace(/ {2,}/g, ' ').trim();
}
