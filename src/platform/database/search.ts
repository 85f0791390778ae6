import sql, { join, type Sql } from 'sql-template-tag';
import { containing } from './keyset.js';

/** That `text` (lower case already) holds every one of the words, in any order. */
export function everyWord(text: Sql, words: string): Sql {
  const conditions = words.split(/\s+/).map((word) => sql`${text} LIKE ${containing(word)}`);
  return sql`(${join(conditions, ' AND ')})`;
}
