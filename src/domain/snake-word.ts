/** `General Practice` and `general-practice` as `general_practice`, so that people who mean the same write the same. */
export function toSnakeWord(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');
}
